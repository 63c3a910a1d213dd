/* The smallest: enter by PID; no state files, no help text. */
#define CONFIG_LSNS		0
#define CONFIG_NSLS		0
#define CONFIG_NSLS_FILTER	0
#define CONFIG_NSPID		0
#define CONFIG_NSPS		0
#define CONFIG_NSRUN		0
#define CONFIG_HELP		0
#define CONFIG_DRY_RUN		0
#define CONFIG_INSTALL		0
#define CONFIG_CONTAINERS	0
#define CONFIG_USER_NAMES	0
#define CONFIG_CAPS		0
#define CONFIG_CGROUP		0
#define CONFIG_ERROR_TEXT	0
#define CONFIG_LABEL		0
#define CONFIG_NSENTER_RARE	0
#define CONFIG_PID_INODE	0
