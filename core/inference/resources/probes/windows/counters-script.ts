/**
 * What PowerShell runs: for each line that it is sent it looks once and answers with one line of JSON. It ends with its
 * input. The classes of CIM have the same names in every language of Windows, which names of counters have not.
 */
export const countersScript = [
  "$ErrorActionPreference = 'SilentlyContinue'",
  "$ProgressPreference = 'SilentlyContinue'",
  '[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false',
  "$c = 'Win32_PerfFormattedData_GPUPerformanceCounters_GPU'",
  "$k = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}\\0*'",
  "$q = 'HardwareInformation.qwMemorySize'",
  '$a = @(Get-ItemProperty -Path $k | Where-Object { $_.$q } | ForEach-Object {',
  '  @{ name = [string]$_.DriverDesc; driver = [string]$_.DriverVersion; bytes = [double]$_.$q } })',
  'while ($null -ne [Console]::In.ReadLine()) {',
  "  $e = @(Get-CimInstance ($c + 'Engine') | Where-Object { $_.UtilizationPercentage -gt 0 } | ForEach-Object {",
  '    @{ name = $_.Name; percent = [double]$_.UtilizationPercentage } })',
  "  $m = @(Get-CimInstance ($c + 'AdapterMemory') | ForEach-Object {",
  '    @{ name = $_.Name; bytes = [double]$_.DedicatedUsage } })',
  "  $p = @(Get-CimInstance ($c + 'ProcessMemory') | Where-Object { $_.DedicatedUsage -gt 0 } | ForEach-Object {",
  "    $id = [int]($_.Name -replace '^pid_(\\d+)_.*$', '$1')",
  '    $o = Get-Process -Id $id',
  '    @{ name = $_.Name; program = [string]$(if ($o.Path) { $o.Path } else { $o.ProcessName });',
  '       bytes = [double]$_.DedicatedUsage } })',
  '  $r = @{ adapters = $a; engines = $e; memory = $m; processes = $p }',
  '  [Console]::Out.WriteLine((ConvertTo-Json -InputObject $r -Compress -Depth 4))',
  '}',
].join('\n');
