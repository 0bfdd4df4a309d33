using AutoProg.EndToEnd.Tests.Browsing;
using Xunit.Sdk;
using Xunit.v3;

// A worker takes all cores, and one test measures seconds.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Chromium))]
