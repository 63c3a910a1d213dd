/* Everything, checking itself.  `make CONFIG=configs/debug.h CFLAGS='-Og -g' STRIP=` keeps the symbols. */
#define CONFIG_ASSERT		1
