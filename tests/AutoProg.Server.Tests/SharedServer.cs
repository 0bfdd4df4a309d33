namespace AutoProg.Server.Tests;

/// <summary>One server for the tests of a class.</summary>
public sealed class SharedServer : IDisposable
{
    public ServerUnderTest Server { get; } = ServerUnderTest.Start();

    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(Server.DataRoot, recursive: true);
    }
}
