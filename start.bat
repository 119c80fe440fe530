@echo off
rem A double click on Windows starts quizapp for a class in the same network. The window stays open when something is wrong.
cd /d "%~dp0"
set PYTHONUTF8=1
chcp 65001 >nul
for %%P in ("py -3" "python" "python3") do (
  %%~P -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && (
    %%~P manage.py run --class --open %*
    if errorlevel 1 (
      echo.
      echo quizapp has stopped: see above.
      pause
    )
    exit /b
  )
)
echo quizapp needs Python 3.11 or newer, which is not on this computer.
echo Get it from https://www.python.org/downloads/ (tick "Add python.exe to PATH") and double-click this again.
pause
exit /b 1
