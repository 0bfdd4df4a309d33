using System.Net;
using AutoProg.Contracts.Runs;

namespace AutoProg.Client.Browser;

/// <summary>An answer that is not a success; without a status where no answer came.</summary>
public sealed class ApiException(HttpStatusCode? status, Problem problem) : Exception(Text(problem))
{
    public HttpStatusCode? Status { get; } = status;

    public Problem Problem { get; } = problem;

    private static string Text(Problem problem) => problem switch
    {
        { Errors: { Count: > 0 } errors } when problem.Detail is null => string.Join(" ", errors.Values.SelectMany(messages => messages)),
        { Title: null, Detail: null } => "The request failed.",
        { Title: null } => problem.Detail!,
        { Detail: null } => problem.Title,
        _ => $"{problem.Title.TrimEnd('.')}. {problem.Detail}",
    };
}
