/*
 * mountinfo.c: the input as /proc/PID/mountinfo, and the same as fields that
 * the kernel would write there, which must come out as they went in.
 */
#include "fuzz.h"

#define target_read	fuzz_target_read
#define fd_openf	fuzz_fd_openf
#include "mount.h"

void	fuzz_target_read(struct target *target, const char *file, struct blob *text);
int	fuzz_fd_openf(int dirfd, int flags, const char *fmt, ...);
#include "../../libbb/mountinfo.c"

static struct blob given, last_read;

void
fuzz_target_read(struct target *target, const char *file, struct blob *text)
{
	(void)target;
	MUST(!strcmp(file, "mountinfo"));
	*text = last_read = fuzz_blob(given.data, given.len);
}

int
fuzz_fd_openf(int dirfd, int flags, const char *fmt, ...)
{
	(void)dirfd;
	(void)flags;
	(void)fmt;
	return fuzz_open(&given);
}

static void
check_text(const char *text)
{
	MUST(text >= last_read.data && text + strlen(text) <= last_read.data + last_read.len);
}

static void
check_from(const struct mountinfo *line, const struct mountinfo *ours)
{
	const char *path = mountinfo_from(line, ours);
	bool any = path == line->source;

	for (; ours->id && !any; ours++)
		any = !strcmp(ours->device, line->device) &&
		      (!strncmp(path, ours->dest, strlen(ours->dest)) || !ours->dest[1]);
	MUST(any);
}

static void
check_lines(void)
{
	struct mountinfo *lines = mountinfo_read(NULL), *line;
	size_t newlines = 0, i;

	for (i = 0; i < given.len; i++)
		newlines += given.data[i] == '\n';
	for (line = lines; line->id; line++) {
		check_text(line->device);
		check_text(line->root);
		check_text(line->dest);
		check_text(line->options);
		check_text(line->type);
		check_text(line->source);
		MUST(mountinfo_find(lines, line->id)->id == line->id);
	}
	MUST((size_t)(line - lines) <= newlines + 1);
	for (line = lines; line->id && line - lines < 8; line++)
		check_from(line, lines);
}

/* What seq_escape() of the kernel makes of text. */
static char *
escape(char *to, const char *text)
{
	for (; *text; text++)
		if (strchr(" \t\n\\#", *text))
			to += sprintf(to, "\\%03o", (unsigned)(unsigned char)*text);
		else
			*to++ = *text;
	*to = '\0';
	return to;
}

/* A line of the kernel's; the input is device, root, dest, options, type and source. */
static void
check_fields(const uint8_t *data, size_t size)
{
	struct blob field[6];
	struct mountinfo *lines;
	char *text = mem_alloc(size * 4 + 200), *at = text;
	unsigned long long id = size + 1, peers = size % 3 ? id * 77 : 0;
	size_t i;

	for (i = 0; i < ARRAY_LEN(field); i++)
		field[i] = fuzz_part(&data, &size, 0);
	at += sprintf(at, "%llu %llu", id, id + 1);
	for (i = 0; i < ARRAY_LEN(field); i++) {
		if (i == 4)
			at += peers ? sprintf(at, " shared:%llu master:2 -", peers) : sprintf(at, " -");
		*at++ = ' ';
		at = escape(at, field[i].data);
	}
	at += sprintf(at, " rw\n");
	given = (struct blob){ text, (size_t)(at - text), 0 };
	lines = mountinfo_read(NULL);
	MUST(lines[0].id == id && lines[0].parent == id + 1 && lines[0].shared == peers && !lines[1].id);
	MUST(!strcmp(lines[0].device, field[0].data) && !strcmp(lines[0].root, field[1].data) &&
	     !strcmp(lines[0].dest, field[2].data) && !strcmp(lines[0].options, field[3].data));
	MUST(!strcmp(lines[0].type, field[4].data) && !strcmp(lines[0].source, field[5].data));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned long long id;
	char digits[20], end;

	fuzz_reset();
	given = fuzz_blob(data, size);
	check_lines();
	/* the same as a file in /proc/self/fdinfo */
	id = mountinfo_id(3);
	MUST(!id || strstr(given.data, "mnt_id:"));
	if (sscanf(given.data, "mnt_id:\t%19[0-9]%c", digits, &end) == 2 && given.data[7] == '\t' && given.data[8] == *digits &&
	    end == '\n')
		MUST(id == strtoull(digits, NULL, 10));
	check_fields(data, size);
	return 0;
}
