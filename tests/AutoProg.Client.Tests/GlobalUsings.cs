global using AutoProg.Client.Browser;
global using AutoProg.Client.Runs;
global using AutoProg.Contracts;
global using AutoProg.Contracts.Events;
global using AutoProg.Contracts.Runs;
global using AutoProg.Contracts.Specification;
global using Bunit;
