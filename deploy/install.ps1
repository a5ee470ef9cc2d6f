<#
Installs Upasthiti on Windows 10 or 11 as a task that starts with the machine, without make. Run it in PowerShell as
administrator, in the checkout:

    Set-ExecutionPolicy -Scope Process Bypass
    .\deploy\install.ps1

NOT RUN BY ITS AUTHORS: it was written on Linux and checked by reading only. Go through it before you run it.
It can be run again: what is there already is kept.
#>
param(
    [string]$Data = "$env:ProgramData\Upasthiti\data",
    [string]$Keys = "$env:ProgramData\Upasthiti-keys",
    [string]$Backups = "$env:ProgramData\Upasthiti\backups",
    [int]$Port = 8501
)
$ErrorActionPreference = "Stop"
$Root = Split-Path -Parent $PSScriptRoot
$Python = Join-Path $Root ".venv\Scripts\python.exe"
$Service = "NT AUTHORITY\LOCAL SERVICE"

if (-not (Test-Path $Python)) {
    & py -3.11 -m venv (Join-Path $Root ".venv")   # Python installed for all users: the service reads it, too
    if ($LASTEXITCODE) { throw "Install Python 3.11 or later from python.org, with the launcher 'py', and run this again." }
}
& $Python -m pip install --quiet --disable-pip-version-check -r (Join-Path $Root "requirements.txt")
if ($LASTEXITCODE) { throw "The packages were not installed. Look at the lines above." }

# Only the service and administrators: S-1-5-32-544 is the administrators' group in every language of Windows.
foreach ($Folder in $Data, $Keys, $Backups) {
    New-Item -ItemType Directory -Force -Path $Folder | Out-Null
    & icacls $Folder /inheritance:r /grant "*S-1-5-32-544:(OI)(CI)F" "*S-1-5-19:(OI)(CI)M" | Out-Null
    if ($LASTEXITCODE) { throw "The rights of $Folder were not set." }
}
& icacls $Root /grant "*S-1-5-19:(OI)(CI)RX" | Out-Null

[Environment]::SetEnvironmentVariable("UPASTHITI_HOME", $Data, "Machine")
[Environment]::SetEnvironmentVariable("UPASTHITI_KEYS", $Keys, "Machine")
[Environment]::SetEnvironmentVariable("UPASTHITI_BACKUPS", $Backups, "Machine")
$env:UPASTHITI_HOME, $env:UPASTHITI_KEYS, $env:UPASTHITI_BACKUPS = $Data, $Keys, $Backups

$Action = New-ScheduledTaskAction -Execute $Python -Argument "-m attendance run --port $Port" -WorkingDirectory $Root
$Settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -RestartCount 10 `
    -RestartInterval (New-TimeSpan -Minutes 1) -MultipleInstances IgnoreNew -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
$Principal = New-ScheduledTaskPrincipal -UserId $Service -LogonType ServiceAccount
Register-ScheduledTask -TaskName "Upasthiti" -Action $Action -Trigger (New-ScheduledTaskTrigger -AtStartup) `
    -Settings $Settings -Principal $Principal -Force | Out-Null

& $Python -m attendance doctor
Write-Host ""
Write-Host "Next, in this window and in the checkout:"
Write-Host "  .venv\Scripts\python -m attendance init        makes the district, its first account and the recovery kit"
Write-Host "  Start-ScheduledTask Upasthiti                  starts the app; the first start takes minutes"
Write-Host "  http://127.0.0.1:$Port                         in the browser of this machine"
