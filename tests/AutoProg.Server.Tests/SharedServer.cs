namespace AutoProg.Server.Tests;

/// <summary>One server for the tests of a class.</summary>
public class SharedServer : IDisposable
{
    public SharedServer()
        : this([])
    {
    }

    protected SharedServer((string Name, string Value)[] settings) => Server = ServerUnderTest.Start(settings: settings);

    public ServerUnderTest Server { get; }

    public void Dispose()
    {
        Server.Dispose();
        try
        {
            Directory.Delete(Server.DataRoot, recursive: true);
        }
        catch (IOException)
        {
            // A worker still writes its last rows; the system empties its temporary folder.
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>A server that soon ends a worker that does not stop.</summary>
public sealed class QuickStopServer() : SharedServer([("AutoProg:StopSeconds", "2")]);

/// <summary>A server that soon loses its patience with workers.</summary>
public sealed class ImpatientServer() : SharedServer([("AutoProg:HangSeconds", "4"), ("AutoProg:HeartbeatSeconds", "4"), ("AutoProg:HelloSeconds", "30"), ("AutoProg:StopSeconds", "1")]);
