/* For a rescue image: get into a container; short help. */
#define CONFIG_NSRUN		0
#define CONFIG_HELP_NOTES	0
#define CONFIG_USAGE_DUMP	0
