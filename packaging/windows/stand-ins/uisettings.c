/* Test-only: Windows.UI.ViewManagement.UISettings for Wine 8 (Qt >= 6.5's qwindows plugin needs it). */
#include <windows.h>
#include <stdio.h>
typedef struct { void **vt; } Obj;
static HRESULT WINAPI QI(Obj *o, const GUID *g, void **out);
static ULONG WINAPI AR(Obj *o){ return 2; }
static HRESULT WINAPI ok(Obj *o){ return S_OK; }
static HRESULT WINAPI noimpl(Obj *o, void *a, void *b){ return S_OK; }
static HRESULT WINAPI color(Obj *o, int type, unsigned *c){ /* A R G B bytes */
  unsigned v = 0xff000000u; /* Foreground: opaque black = light theme */
  unsigned char *p=(unsigned char*)c; p[0]=0xff; p[1]=p[2]=p[3]= type==0 ? 0xff : 0x00; if(type>=2){p[1]=0;p[2]=0x78;p[3]=0xd4;} (void)v; return S_OK; }
static HRESULT WINAPI evadd(Obj *o, void *h, __int64 *tok){ if(tok)*tok=1; return S_OK; }
static HRESULT WINAPI evdel(Obj *o, __int64 tok){ return S_OK; }
static HRESULT WINAPI getb(Obj *o, unsigned char *b){ if(b)*b=0; return S_OK; }
static HRESULT WINAPI getd(Obj *o, double *d){ if(d)*d=1.0; return S_OK; }
static HRESULT WINAPI geti(Obj *o, int *i){ if(i)*i=0; return S_OK; }
static HRESULT WINAPI activate(Obj *o, void **out);
#define HEAD QI, AR, AR, noimpl, noimpl, noimpl
static void *vt1[] = { HEAD, geti,geti,geti,geti,geti,getb,geti,geti,geti,getb,geti,geti,geti,geti,geti,geti,geti,geti };
static void *vt2[] = { HEAD, getd, evadd, evdel };
static void *vt3[] = { HEAD, color, evadd, evdel };
static void *vt4[] = { HEAD, getb, evadd, evdel };
static void *vt6[] = { HEAD, evadd, evdel, evadd, evdel };
static void *vtf[] = { HEAD, activate };
static Obj o1={vt1},o2={vt2},o3={vt3},o4={vt4},o6={vt6},of={vtf};
static HRESULT WINAPI activate(Obj *o, void **out){ *out=&o1; return S_OK; }
static HRESULT WINAPI QI(Obj *o, const GUID *g, void **out){
  switch(g->Data1){
   case 0x00000000: case 0xaf86e2e0: case 0x94ea2b94: *out=o; return S_OK;
   case 0x00000035: *out=&of; return S_OK;
   case 0x85361600: *out=&o1; return S_OK; case 0xbad82401: *out=&o2; return S_OK;
   case 0x03021be4: *out=&o3; return S_OK; case 0x52bb3002: case 0x5349d588: *out=&o4; return S_OK;
   case 0xaef19bd7: *out=&o6; return S_OK; }
  fprintf(stderr,"uisettings stub: no interface %08lx\n", (unsigned long)g->Data1); *out=0; return E_NOINTERFACE; }
__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(void *cls, void **out){ *out=&of; return S_OK; }
__declspec(dllexport) HRESULT WINAPI DllCanUnloadNow(void){ return S_FALSE; }
