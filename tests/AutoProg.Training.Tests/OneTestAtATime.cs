using Xunit.Sdk;
using Xunit.v3;

// libtorch takes all cores for each operation, and its random generator is one for the whole process.
[assembly: Parallelization(Mode = ParallelMode.None)]
