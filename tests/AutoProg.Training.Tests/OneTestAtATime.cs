// libtorch takes all cores for each operation, and its random generator is one for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
