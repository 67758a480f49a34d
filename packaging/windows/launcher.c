/* "Support Tray.exe": starts supporttray.exe beside it, with what was said to us and without a console.
   One program would do both if Windows did not open a console for each that can speak to one; a second frozen one would be 12 MB more. */
#include <windows.h>
#include <wchar.h>

#define ROOM 32768 /* characters of a command line, CreateProcess */

/* Return what stands behind the program's own name, as it was typed. */
static const wchar_t *arguments(const wchar_t *line) {
    BOOL quoted = FALSE;
    for (; *line && (quoted || (*line != L' ' && *line != L'\t')); line++)
        if (*line == L'"') quoted = !quoted;
    return line;
}

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, LPWSTR rest, int show) {
    static wchar_t program[ROOM], line[ROOM];
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION process;
    DWORD length = GetModuleFileNameW(NULL, program, ROOM);
    wchar_t *name = wcsrchr(program, L'\\');
    const wchar_t *said = arguments(GetCommandLineW());
    if (!length || !name || length + 40 + wcslen(said) > ROOM) return 1;
    wcscpy(name + 1, L"supporttray.exe");
    line[0] = 0;
    wcscat(wcscat(wcscat(wcscat(line, L"\""), program), L"\""), said);
    if (!CreateProcessW(program, line, NULL, NULL, FALSE, DETACHED_PROCESS, NULL, NULL, &start, &process)) {
        MessageBoxW(NULL, L"supporttray.exe is not where it was installed. Install Support Tray again.", L"Support Tray", MB_ICONERROR);
        return 1;
    }
    AllowSetForegroundWindow(process.dwProcessId);
    return 0; /* nobody waits for us, and a setup could not replace a program that runs */
}
