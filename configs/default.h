/* What `make` builds: every applet and engine, with help. */
