#include <windows.h>
#define X __declspec(dllexport)
X void *WINAPI OpenColorProfileW(void*a,DWORD b,DWORD c,DWORD d){return 0;}
X BOOL WINAPI CloseColorProfile(void*a){return TRUE;}
X void *WINAPI WcsCreateIccProfile(void*a,DWORD b){return 0;}
X BOOL WINAPI GetColorProfileFromHandle(void*a,void*b,DWORD*c){return FALSE;}
