// Torch has one random generator and one thread pool per process: parallel tests would draw each other's numbers.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
