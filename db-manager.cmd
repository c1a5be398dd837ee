@echo off
rem Starts db-manager from a checkout: builds it on first use, then runs Java with an archive of loaded classes.
rem   JAVA_HOME              the Java to use (else java on the PATH)
rem   DB_MANAGER_JAVA_OPTS   more options for Java, after ours
rem   DB_MANAGER_REBUILD=1   build again first, for example after "git pull"
rem   DB_MANAGER_ARCHIVE=off neither use nor make the archive
setlocal DisableDelayedExpansion
set "dbm_root=%~dp0"
set "DB_MANAGER_LAUNCHER=%~f0"
set "dbm_target=%dbm_root%toolkit-cli\target"
set "dbm_jar=%dbm_target%\dist\lib\db-manager.jar"

set "dbm_home=%JAVA_HOME%"
if defined dbm_home goto :have_home
for %%i in (java.exe) do set "dbm_java=%%~$PATH:i"
if not defined dbm_java (
  >&2 echo db-manager: there is no Java on this machine's PATH, and JAVA_HOME is not set
  >&2 echo   state: nothing was started
  >&2 echo   next:  install a JDK, 17 or newer, or set JAVA_HOME
  exit /b 10
)
for %%i in ("%dbm_java%\..\..") do set "dbm_home=%%~fi"
goto :have_java
:have_home
set "dbm_java=%dbm_home%\bin\java.exe"
:have_java
if not exist "%dbm_java%" (
  >&2 echo db-manager: there is no "%dbm_java%"
  >&2 echo   state: nothing was started
  >&2 echo   next:  set JAVA_HOME to a JDK, 17 or newer, or unset it
  exit /b 10
)

set "dbm_version="
if exist "%dbm_home%\release" for /f "usebackq tokens=2 delims==" %%v in (`findstr /b "JAVA_VERSION=" "%dbm_home%\release"`) do set "dbm_version=%%~v"
if not defined dbm_version for /f "tokens=3" %%v in ('call "%dbm_java%" -version 2^>^&1 ^| findstr /c:" version "') do set "dbm_version=%%~v"
set "dbm_major=0"
for /f "delims=.-+_" %%m in ("%dbm_version%") do set "dbm_major=%%m"
if %dbm_major% LSS 17 (
  >&2 echo db-manager: Java 17 or newer is needed, but "%dbm_java%" is %dbm_version%
  >&2 echo   state: nothing was started
  >&2 echo   next:  install a newer JDK, or set JAVA_HOME to one
  exit /b 10
)

if "%DB_MANAGER_REBUILD%"=="1" goto :build
if not exist "%dbm_jar%" goto :build
if not exist "%dbm_target%\building" goto :start
:build
where /q mvn || (
  >&2 echo db-manager: db-manager is not built yet, and there is no Maven to build it
  >&2 echo   state: nothing was built
  >&2 echo   next:  install Maven 3.8 or newer, then run the same command again
  exit /b 10
)
if not exist "%dbm_target%" mkdir "%dbm_target%"
>&2 echo db-manager: building (the first time 1 to 3 minutes, mostly downloads; later about 15 seconds) ...
type nul > "%dbm_target%\building"
rem Whoever has installed it wants it as new as the rest.
set "dbm_optional="
if exist "%dbm_target%\dist\lib-entities" set "dbm_optional=-Pentities"
pushd "%dbm_root%"
set "dbm_java_home_before=%JAVA_HOME%"
set "JAVA_HOME=%dbm_home%"
call mvn -B -ntp -q -Dmaven.test.skip -Dspotless.check.skip %dbm_optional% package > "%dbm_target%\build.log" 2>&1 < nul
set "dbm_result=%ERRORLEVEL%"
set "JAVA_HOME=%dbm_java_home_before%"
popd
if not "%dbm_result%"=="0" (
  >&2 findstr /b "[ERROR]" "%dbm_target%\build.log"
  >&2 echo db-manager: the build failed
  >&2 echo   state: nothing was run; the whole output is in "%dbm_target%\build.log"
  >&2 echo   next:  mend what it says, then run the same command again, which builds anew
  exit /b 1
)
del "%dbm_target%\building"
if /i "%DB_MANAGER_ARCHIVE%"=="off" goto :start

rem Whatever fails from here to :start, db-manager runs without an archive.
set "dbm_archive=%dbm_target%\dist\start\%dbm_version%"
if exist "%dbm_archive%" rmdir /s /q "%dbm_archive%"
mkdir "%dbm_archive%\work" 2> nul
pushd "%dbm_archive%\work"
if %dbm_major% GEQ 25 (
  "%dbm_java%" "-XX:AOTCacheOutput=%dbm_archive%\classes" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "%dbm_jar%" dbmanager.cli.Training "%dbm_target%\dist\training" "%dbm_archive%" > "%dbm_archive%\log" 2>&1 < nul
) else (
  "%dbm_java%" "-XX:DumpLoadedClassList=%dbm_archive%\list" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "%dbm_jar%" dbmanager.cli.Training "%dbm_target%\dist\training" "%dbm_archive%" > "%dbm_archive%\log" 2>&1 < nul
  "%dbm_java%" -Xshare:dump -XX:+UseG1GC "-XX:SharedClassListFile=%dbm_archive%\list" "-XX:SharedArchiveFile=%dbm_archive%\classes" -cp "%dbm_jar%" >> "%dbm_archive%\log" 2>&1 < nul
)
popd
rmdir /s /q "%dbm_archive%\work"

:start
set "dbm_archive=%dbm_target%\dist\start\%dbm_version%"
set "dbm_options=-Xlog:disable -XX:-UsePerfData"
if /i "%DB_MANAGER_ARCHIVE%"=="off" goto :command
if not exist "%dbm_archive%\classes" goto :library
if %dbm_major% GEQ 25 (
  set dbm_options=%dbm_options% "-XX:AOTCache=%dbm_archive%\classes"
) else (
  set dbm_options=%dbm_options% -Xshare:auto "-XX:SharedArchiveFile=%dbm_archive%\classes"
)
:library
if exist "%dbm_archive%\sqlitejdbc.dll" set dbm_options=%dbm_options% "-Dorg.sqlite.lib.path=%dbm_archive%" -Dorg.sqlite.lib.name=sqlitejdbc.dll

:command
rem The usual order is command first; with options in front of it, a long command only runs with the quick compiler.
set "dbm_memory=-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
for %%c in (demo migrate upgrade run rollback downgrade rehearse promote backup backup-all restore recover verify diff export import check-data test-recovery setup-test reset-dev schedule emulator) do if "%~1"=="%%c" set "dbm_memory=-Xmx512m"
"%dbm_java%" %dbm_options% %dbm_memory% %DB_MANAGER_JAVA_OPTS% -jar "%dbm_jar%" %*
exit /b %ERRORLEVEL%
