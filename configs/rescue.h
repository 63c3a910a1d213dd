/* For a rescue image: into a container by name; short help, nothing rare. */
#define CONFIG_NSRUN		0
#define CONFIG_LSNS		0
#define CONFIG_NSLS_FILTER	0
#define CONFIG_HELP_NOTES	0
#define CONFIG_USAGE_DUMP	0
#define CONFIG_DRY_RUN		0
#define CONFIG_CAPS		0
#define CONFIG_LABEL		0
#define CONFIG_NSENTER_RARE	0
#define CONFIG_WATCH		0
#define CONFIG_LIST_JSON	0
#define CONFIG_LIST_CHOOSE	0
#define CONFIG_NSPID_JSON	0
#define CONFIG_PID_INODE	0
#define CONFIG_CGROUP		0
