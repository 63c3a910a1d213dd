/* What `make` builds: every applet and engine, with help; no filters, no watching. */
#define CONFIG_NSLS_FILTER	0
#define CONFIG_WATCH		0
