; The setup for Windows, for one person and without an administrator's rights. Built by pack.py, which says VERSION, LISTS, OUTFILE, ICON and KILOBYTES.
; /S asks nothing. It ends with 0, with 2 where it was given up, with 3 where the running app would not end.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64 ; MB: nearly all of it is one window
RequestExecutionLevel user
ManifestDPIAware true
!include "FileFunc.nsh"

!define NAME "Support Tray"
!define APP_ID "org.supporttray.SupportTray"
!define SCHEME "supporttray"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP_ID}"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"

Name "${NAME}"
OutFile "${OUTFILE}"
Icon "${ICON}"
UninstallIcon "${ICON}"
InstallDir "$LOCALAPPDATA\Programs\Support Tray"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "The Support Tray authors. MIT licence."

Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

; Ask the running app to end: `quit` waits ten seconds for it. Nobody is killed.
!macro Leave UN
Function ${UN}Leave
  IfFileExists "$INSTDIR\supporttray.exe" 0 gone
  again:
    nsExec::Exec '"$INSTDIR\supporttray.exe" quit'
    Pop $0
    StrCmp $0 "0" gone
    IfSilent refused
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is still running, and did not end when it was asked.$\n$\nEnd it from its menu, then try again." IDRETRY again
    SetErrorLevel 2
    Abort
  refused:
    SetErrorLevel 3
    Abort
  gone:
FunctionEnd
!macroend
!insertmacro Leave ""
!insertmacro Leave "un."

Section
  Call Leave
  ; The version that is there takes away its own files, and leaves what is the person's: also that it starts at login.
  IfFileExists "$INSTDIR\uninstall.exe" 0 fresh
    ExecWait '"$INSTDIR\uninstall.exe" /S /UPGRADE _?=$INSTDIR'
  fresh:
  !include "${LISTS}/put.nsh"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\Support Tray.exe"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\Support Tray.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Support Tray authors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  WriteRegStr HKCU "Software\Classes\AppUserModelId\${APP_ID}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "Software\Classes\AppUserModelId\${APP_ID}" "IconUri" "$INSTDIR\Support Tray.exe"
  WriteRegStr HKCU "Software\Classes\${SCHEME}" "" "URL:${NAME}"
  WriteRegStr HKCU "Software\Classes\${SCHEME}" "URL Protocol" ""
  WriteRegStr HKCU "Software\Classes\${SCHEME}\shell\open\command" "" '"$INSTDIR\Support Tray.exe" run "%1"'
SectionEnd

Section "Uninstall"
  Call un.Leave
  !include "${LISTS}/taken.nsh"
  ClearErrors
  ${GetParameters} $1
  ${GetOptions} $1 "/UPGRADE" $2
  IfErrors 0 upgrade
    Delete "$SMPROGRAMS\${NAME}.lnk"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "Software\Classes\AppUserModelId\${APP_ID}"
    DeleteRegKey HKCU "Software\Classes\${SCHEME}"
    DeleteRegValue HKCU "${RUN}" "${NAME}"
    DeleteRegValue HKCU "${APPROVED}" "${NAME}"
  upgrade:
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
SectionEnd
