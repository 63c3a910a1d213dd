/* tone.c - what makes a row of a table stand out: its mark, and its colour on a terminal */

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "opt.h"
#include "table.h"

/* SGR numbers of ECMA-48, which every terminal of today knows. */
static const char *const colours[TONES] = {
	[TONE_HEADING] = "1",	/* bold */
	[TONE_SHARED]  = "36",	/* cyan */
	[TONE_HOSTS]   = "33",	/* yellow */
	[TONE_UNUSED]  = "2",	/* faint */
	[TONE_NEW]     = "32",	/* green */
	[TONE_GONE]    = "31",	/* red */
};

bool
tone_wanted(const char *when)
{
	const char *none = env_get(environ, "NO_COLOR"), *kind = env_get(environ, "TERM");
	struct winsize size;

	if (!when || !strcmp(when, "auto"))
		return !(none && *none) && kind && strcmp(kind, "dumb") && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	if (when == opt_bare || !strcmp(when, "always"))
		return true;
	if (strcmp(when, "never"))
		opt_bad("--color: '%s' is none of auto, always and never", when);
	return false;
}

void
tone_begin(const struct table *table, enum tone tone)
{
	if (CONFIG_COLOR && table->colour && colours[tone])
		say("\033[%sm", colours[tone]);
	if (CONFIG_WATCH && table->marked)
		say(tone == TONE_NEW ? "+ " : tone == TONE_GONE ? "- " : "  ");
}

void
tone_end(const struct table *table, enum tone tone)
{
	if (CONFIG_COLOR && table->colour && colours[tone])
		say("\033[m");
}
