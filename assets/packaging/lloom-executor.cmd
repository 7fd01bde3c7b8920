@echo off
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\Lloom Executor.exe" "%~dp0..\resources\app.asar\out\cli\lloom-executor.js" %*
