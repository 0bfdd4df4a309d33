using AutoProg.Contracts.Runs;
using Microsoft.Data.Sqlite;

namespace AutoProg.Runs;

internal static class RunDatabaseConnection
{
    public static SqliteConnection Open(RunFolder folder, SqliteOpenMode mode, string pragmas) => Open(folder.Database, mode, pragmas);

    // Not pooled: a pooled handle would keep the file of a deleted run open.
    public static SqliteConnection Open(string path, SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
        }.ToString());
        connection.Open();
        connection.Execute(pragmas);
        return connection;
    }

    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long ReadLong(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
