/* Test-only stand-in for Windows 10's icuuc.dll (Wine 8 has none): Qt6Core imports 20 ucnv_* names
   for QStringConverter's "other" encodings. Every call reports U_UNSUPPORTED_ERROR (16). */
typedef int UErrorCode;
#define X __declspec(dllexport)
X void *ucnv_open(const char *n, UErrorCode *e){ if(e)*e=16; return 0; }
X void ucnv_close(void *c){}
X void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void){}
X void UCNV_TO_U_CALLBACK_SUBSTITUTE(void){}
X void ucnv_reset(void *c){}
X signed char ucnv_getMaxCharSize(const void *c){ return 4; }
X const char *ucnv_getName(const void *c, UErrorCode *e){ if(e)*e=16; return 0; }
X void ucnv_getToUCallBack(const void *c, void **a, const void **x){ if(a)*a=0; if(x)*x=0; }
X void ucnv_getFromUCallBack(const void *c, void **a, const void **x){ if(a)*a=0; if(x)*x=0; }
X void ucnv_setToUCallBack(void *c, void *n, const void *nc, void **o, const void **oc, UErrorCode *e){ if(e)*e=16; }
X void ucnv_setFromUCallBack(void *c, void *n, const void *nc, void **o, const void **oc, UErrorCode *e){ if(e)*e=16; }
X void ucnv_cbToUWriteUChars(void *a, const void *s, int l, int o, UErrorCode *e){ if(e)*e=16; }
X void ucnv_cbFromUWriteUChars(void *a, const void **s, const void *l, int o, UErrorCode *e){ if(e)*e=16; }
X void ucnv_toUnicode(void *c, void **t, const void *tl, const char **s, const char *sl, int *o, signed char f, UErrorCode *e){ if(e)*e=16; }
X void ucnv_fromUnicode(void *c, char **t, const char *tl, const void **s, const void *sl, int *o, signed char f, UErrorCode *e){ if(e)*e=16; }
X int ucnv_toUCountPending(const void *c, UErrorCode *e){ if(e)*e=0; return 0; }
X int ucnv_fromUCountPending(const void *c, UErrorCode *e){ if(e)*e=0; return 0; }
X const char *ucnv_getStandardName(const char *n, const char *s, UErrorCode *e){ if(e)*e=16; return 0; }
X const char *ucnv_getAvailableName(int n){ return 0; }
X int ucnv_countAvailable(void){ return 0; }
