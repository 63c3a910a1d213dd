/* The smallest: enter by PID; no state files, no help text. */
#define CONFIG_NSPID		0
#define CONFIG_NSRUN		0
#define CONFIG_HELP		0
#define CONFIG_DRY_RUN		0
#define CONFIG_INSTALL		0
#define CONFIG_CONTAINERS	0
#define CONFIG_USER_NAMES	0
#define CONFIG_CAPS		0
