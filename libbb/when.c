/* when.c - how long ago, when, how much, in few letters */

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "libbb.h"

enum { TICKS_PER_SECOND = 100 };	/* USER_HZ, the same on every Linux we run on */
enum { DAY = 86400, HOUR = 3600, MINUTE = 60 };

/* Read once: rows that are shown together have one now. */
static uint64_t
now(clockid_t clock)
{
	static uint64_t known[CLOCK_BOOTTIME + 1];

	if (known[clock])
		return known[clock];
	/* libc's goes through the vDSO: fast, and 900 bytes.  Where 32-bit
	 * systems have two calls, it knows which. */
#ifdef SYS_clock_gettime
	long time[2] = { 0, 0 };

	syscall(SYS_clock_gettime, clock, time);
	return known[clock] = (uint64_t)time[0];
#else
	struct timespec time = { 0 };

	clock_gettime(clock, &time);
	return known[clock] = (uint64_t)time.tv_sec;
#endif
}

uint64_t
ticks_seconds(uint64_t ticks)
{
	return ticks / TICKS_PER_SECOND;
}

uint64_t
ticks_age(uint64_t start)
{
	uint64_t up = now(CLOCK_BOOTTIME), then = ticks_seconds(start);

	return up > then ? up - then : 0;
}

uint64_t
ticks_date(uint64_t start)
{
	return now(CLOCK_REALTIME) - ticks_age(start);
}

void
age_text(char text[WHEN_ROOM], uint64_t seconds)
{
	static const struct { const char *name; unsigned seconds; } units[] = {
		{ "days", DAY }, { "h", HOUR }, { "min", MINUTE }, { "s", 1 },
	};
	size_t i = 0;

	while (units[i].seconds > 1 && seconds < 2 * units[i].seconds)
		i++;
	text_fmt(text, WHEN_ROOM, "%llu %s", (unsigned long long)(seconds / units[i].seconds), units[i].name);
}

static const char *
two(unsigned value)	/* the zero that a number below ten needs before it */
{
	return value < 10 ? "0" : "";
}

void
date_text(char text[WHEN_ROOM], uint64_t seconds)
{
	unsigned minute = (unsigned)(seconds / MINUTE % 60), hour = (unsigned)(seconds % DAY / HOUR);
	/* days since 0000-03-01: then a leap day is the last of its year */
	unsigned days = (unsigned)(seconds / DAY) + 719468, era = days / 146097, year, month, day;

	if (now(CLOCK_REALTIME) - seconds < DAY) {
		text_fmt(text, WHEN_ROOM, "%s%u:%s%uZ", two(hour), hour, two(minute), minute);
		return;
	}
	days %= 146097;
	year = (days - days / 1460 + days / 36524 - days / 146096) / 365;
	days -= 365 * year + year / 4 - year / 100;
	month = (5 * days + 2) / 153;
	day = days - (153 * month + 2) / 5 + 1;
	year += 400 * era + (month >= 10);
	month = month < 10 ? month + 3 : month - 9;
	text_fmt(text, WHEN_ROOM, "%u-%s%u-%s%u", year, two(month), month, two(day), day);
}

void
span_text(char text[WHEN_ROOM], uint64_t seconds)
{
	unsigned minute = (unsigned)(seconds / MINUTE % 60), second = (unsigned)(seconds % MINUTE);

	text_fmt(text, WHEN_ROOM, "%llu:%s%u:%s%u", (unsigned long long)(seconds / HOUR), two(minute), minute,
		 two(second), second);
}

void
size_text(char text[WHEN_ROOM], uint64_t bytes)
{
	const char *unit = "KMGTPE";
	unsigned tenths;

	for (; bytes >= 1000 * 1024; unit++)
		bytes /= 1024;
	tenths = (unsigned)(bytes % 1024 * 10 / 1024);
	if (bytes / 1024 < 10 && tenths)
		text_fmt(text, WHEN_ROOM, "%llu.%u%c", (unsigned long long)bytes / 1024, tenths, *unit);
	else
		text_fmt(text, WHEN_ROOM, "%llu%c", (unsigned long long)bytes / 1024, *unit);
}
