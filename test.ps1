# Builds the solution and runs all of its tests. Arguments go to `dotnet test`.
# The browser tests use Chrome or Edge, whichever is installed.
# The last line is "N passed, N failed"; the exit code is 0 only if tests ran and all of them passed.
Set-Location $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$env:MSBUILDDISABLENODEREUSE = '1'

function Stop-Early($message) {
    [Console]::Error.WriteLine($message)
    Write-Output '0 passed, 0 failed'
    exit 1
}

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Stop-Early 'The .NET SDK is missing: https://dotnet.microsoft.com/download'
}

dotnet build AutoProg.sln -c Release -v quiet
if ($LASTEXITCODE -ne 0) { Stop-Early 'The build failed.' }

$results = Join-Path $PSScriptRoot "TestResults/$(Get-Date -Format yyyyMMdd-HHmmss)-$PID"
New-Item -ItemType Directory -Force $results | Out-Null
# One test project after another: each of them takes all cores.
dotnet test AutoProg.sln -c Release --no-build -m:1 --logger trx --results-directory $results @args
$status = $LASTEXITCODE

$passed = 0
$failed = 0
foreach ($file in Get-ChildItem $results -Recurse -Filter *.trx) {
    $counters = ([xml](Get-Content -Raw $file.FullName)).TestRun.ResultSummary.Counters
    $passed += [int]$counters.passed
    $failed += [int]$counters.failed + [int]$counters.error + [int]$counters.timeout + [int]$counters.aborted
}

if ($status -ne 0 -and $failed -eq 0) {
    [Console]::Error.WriteLine("dotnet test ended with exit code $status although no test failed: a test project did not finish.")
}
elseif ($passed + $failed -eq 0) {
    [Console]::Error.WriteLine('No test ran.')
    $status = 1
}
elseif ($failed -ne 0) {
    $status = 1
}

Write-Output "$passed passed, $failed failed"
exit $status
