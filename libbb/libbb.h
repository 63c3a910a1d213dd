/*
 * libbb.h - the generic layer: messages, options, numbers, text, files, users
 *
 * It knows nothing of containers; ns.h is the layer above.  Functions here
 * that start with x, and those that say so, end the program with a message;
 * all others return an error and print nothing.
 */
#ifndef LIBBB_H
#define LIBBB_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A variable that is pages long, or the first member of its type: such are put before all others, which so share few pages. */
#define ROOMY		_Alignas(64)
#define ARRAY_LEN(array)	(sizeof(array) / sizeof((array)[0]))
#define FORMAT(fmt, args)	__attribute__((format(printf, fmt, args)))

/* HELP(text): a string that only a box with help texts carries. */
#if CONFIG_HELP
# define HELP(text)		text
#else
# define HELP(text)		""
#endif

#define ASSERT(promise)		((void)(!CONFIG_ASSERT || (promise) || (broken_promise(__FILE__, #promise), 0)))

/* Exit statuses.  nsenter, unshare and lsns fail with 1, as util-linux's do. */
enum {
	STATUS_FAIL		= 1,
	STATUS_AMBIGUOUS	= 2,	/* nspid: several containers have that name */
	STATUS_OWN_FAILURE	= 125,	/* nsrun, as docker run */
	STATUS_CANNOT_RUN	= 126,
	STATUS_NOT_FOUND	= 127,
	STATUS_SIGNAL		= 128,	/* plus the number of the signal PROG died of */
};

/* err.c: one message is one write(2) on stderr, "applet: attempt object: reason" */

extern const char	*applet_name;
extern int		 fail_status;	/* what die() exits with */
extern int		 die_fd;	/* where it says so in a byte, too; or -1 */
extern void	(*die_undo)(void);	/* what it calls, for what is not to be left behind; or NULL */
extern int		 err_fd;	/* stderr, or a copy of it once that is PROG's */

/* fmt is out_fmt's; when it ends in ':', the text of errno is added. */
_Noreturn void	die(const char *fmt, ...) FORMAT(1, 2);
_Noreturn void	vdie(const char *fmt, va_list args);
void		warn(const char *fmt, ...) FORMAT(1, 2);

/* A second line below the message that follows, for a cause that is known. */
void		hint(const char *text);

/* errno.c: strerror(3) of the errors we meet; NULL for another. */
const char	*errno_text(int error);

_Noreturn void	broken_promise(const char *file, const char *promise);

/* out.c: a small formatter, no stdio.  %s escapes what a terminal would act
 * on, so no text needs care at the place that prints it. */

struct out {
	int	 fd;		/* -1: the text stays in buf */
	bool	 failed;	/* a write failed, or buf was too small */
	bool	 plain;		/* %s copies bytes as they are: for paths */
	int	 error;		/* errno of the write that failed */
	size_t	 len;
	size_t	 room;
	char	*buf;
};

extern struct out std_out;

/* Conversions: %% %c %s %.*s %d %u %x %llu %llx.  No widths. */
void	out_fmt(struct out *out, const char *fmt, ...) FORMAT(2, 3);
void	out_vfmt(struct out *out, const char *fmt, va_list args);
void	out_bytes(struct out *out, const char *bytes, size_t len);
void	out_pad(struct out *out, size_t from, size_t width);
/* A JSON string with its quotes, valid whatever the bytes are; null for NULL. */
void	out_json(struct out *out, const char *text);
bool	out_flush(struct out *out);

/* out_fmt to std_out. */
void	say(const char *fmt, ...) FORMAT(1, 2);
/* Writes what std_out holds; dies when any of it could not be written. */
void	out_finish(void);

/* fmt into buf with %s as it is; false with ENAMETOOLONG when it did not fit. */
bool	text_vfmt(char *buf, size_t size, const char *fmt, va_list args);
bool	text_fmt(char *buf, size_t size, const char *fmt, ...) FORMAT(3, 4);
#define TEXT(buf, ...)	text_fmt(buf, sizeof(buf), __VA_ARGS__)

/* text.c */

char		*text_to(const char *text, char stop);		/* the first stop, or the NUL */
char		*text_skip(const char *text, char skip);	/* past all of them */
char		*text_last(const char *text, char wanted);	/* NULL: none */
char		*text_find(const char *text, const char *part);	/* NULL: nowhere */
/* True when the len bytes are text. */
bool		text_is(const char *bytes, size_t len, const char *text);
char		text_lower(char c);		/* of ASCII's letters */
/* How many bytes of text take at most room cells of a line; and those cells. */
size_t		text_fit(const char *text, size_t room, size_t *cells);
bool		starts_with(const char *text, const char *prefix);
/* The rest of text after prefix; NULL when it does not start so. */
char		*after_prefix(const char *text, const char *prefix);
/* The value of a variable, or NULL. */
const char	*env_get(char **env, const char *name);
/* The length of the UTF-8 character at s, of at most len bytes, and its
 * code; 0 when the bytes are none. */
unsigned	utf8_decode(const char *s, size_t len, uint32_t *code);
/* The same, 0 also for what a terminal would act on or not show. */
unsigned	utf8_printable(const char *s, size_t len);

/* num.c: whole string, decimal digits only, no sign, no space */

bool	num_parse(const char *text, uint64_t max, uint64_t *value);
/* The digits at *text, which moves behind them; false when there are none. */
bool	num_scan(const char **text, uint64_t max, uint64_t *value);

/* when.c: texts for people; ticks are proc(5)'s, from boot on */

enum { WHEN_ROOM = 32 };
uint64_t	ticks_seconds(uint64_t ticks);
uint64_t	ticks_age(uint64_t start);	/* seconds from then to now */
uint64_t	ticks_date(uint64_t start);	/* seconds since 1970 */
void		age_text(char text[WHEN_ROOM], uint64_t seconds);	/* "5 min" */
void		date_text(char text[WHEN_ROOM], uint64_t seconds);	/* "09:41Z" of the last day, or "2026-11-24": UTC */
void		span_text(char text[WHEN_ROOM], uint64_t seconds);	/* "0:05:07" */
void		size_text(char text[WHEN_ROOM], uint64_t bytes);	/* "1.5M" */

/* signal.c: "KILL", "SIGKILL" or "9"; -1 for what is none */

int	signal_parse(const char *text);

/* mem.c */

/* Zeroed memory that is never given back; dies when there is none. */
void	*mem_alloc(size_t size);
char	*mem_text(const char *text, size_t len);
/* From here on, taking memory is a broken promise; CONFIG_ASSERT finds it out. */
void	mem_close(void);
/* In a child that stays outside, no longer. */
void	mem_open(void);

/* A growing buffer, for one file after another; starts as { 0 }. */
struct blob {
	char	*data;		/* len bytes and a NUL that is not counted */
	size_t	 len;
	size_t	 room;
};

/* Reads fd to its end and closes it.  False with errno: EFBIG past max
 * bytes, and that of the call that gave fd when that is -1. */
bool	blob_take(struct blob *blob, int fd, size_t max);
/* The same of a file whose end a short read tells: a regular one, or one that
 * the kernel writes in one piece, as those of /proc/PID that are no lists. */
bool	blob_once(struct blob *blob, int fd, size_t max);

/* file.c */

enum { PATH_ROOM = 4096 };		/* PATH_MAX: no path of the kernel's is longer */

/* Moves a new fd above the standard ones, so that a caller who closed one of
 * those never finds our file in its place; -1 stays -1 with its errno. */
int	fd_high(int fd);
/* open(2) with O_CLOEXEC and fd_high; what it creates has mode 0644. */
int	fd_open(int dirfd, const char *path, int flags);
/* The same for a path put together by text_fmt. */
int	fd_openf(int dirfd, int flags, const char *fmt, ...) FORMAT(3, 4);
/* close(2) that keeps errno; -1 is fine. */
void	fd_close(int fd);
/* True when the terminal fd is, for now, another job's. */
bool	fd_in_background(int fd);
/* A regular file for reading that never blocks; EBADFD, which no call here
 * has another use for, when it is of another kind. */
int	file_open(int dirfd, const char *path);
/* The same with path resolved inside the directory root, where symlinks and
 * .. cannot leave it: openat2(2) of 5.6, before that one component at a time. */
int	file_open_in(int root, const char *path);
/* The same for whatever is there, as a place only: O_PATH. */
int	path_open_in(int root, const char *path);
/* Whether two open files are the same one. */
bool	is_same_file(int a, int b);
bool	write_all(int fd, const void *bytes, size_t len);

/* Directory entries, without "." and "..": calls visit until it returns true.
 * Closes fd; -1 is an empty directory. */
bool	dir_each(int fd, bool (*visit)(const char *name, void *arg), void *arg);
/* Of the name that visit was given: it is known to be a directory's. */
bool	dir_entry_is_dir(const char *name);

/* user.c: passwd(5) and group(5) text, from a file that may be hostile */

enum { USER_FILE_MAX = 1024 * 1024 };		/* of which more is not read */

struct user {
	uid_t		 uid;
	gid_t		 gid;
	const char	*name;
	const char	*home;
	const char	*shell;
};

/* USER is a name, or with name NULL the uid.  False with errno: ENOENT no
 * such line, ERANGE a line whose numbers are not ids. */
bool	user_find(const struct blob *passwd, const char *name, uid_t uid, struct user *user);
bool	group_find(const struct blob *group, const char *name, gid_t *gid);
/* The groups that list USER as a member, at most max; how many there are. */
size_t	groups_of(const struct blob *group, const char *user, gid_t *gids, size_t max);

#define ID_MAX 0xfffffffeu		/* the last number, -1, means "no change" to the kernel */

/* caps.c */

/* "NET_ADMIN,cap_sys_ptrace,12,all" to a mask; false when a word is no
 * capability: *word is then that word. */
bool		caps_parse(const char *list, uint64_t *mask, const char **word);
/* The same for the argument of OPTION, where NULL is none; dies. */
void		caps_option(const char *option, const char *list, uint64_t *mask);

/* json.c: pulls chosen values out of a document, in one strict pass */

enum json_type { JSON_NONE, JSON_TEXT, JSON_NUMBER, JSON_BOOL, JSON_EACH };

/* What a JSON_EACH want is called with for each text right inside an array
 * (key is NULL) or an object; other values there are passed over. */
struct json_each {
	void	(*visit)(const char *key, const char *text, void *arg);
	void	*arg;
};

struct json_want {
	const char	*path;		/* "State/Pid": keys from the outermost object in */
	enum json_type	 type;
	size_t		 offset;	/* in base, of a const char *, int64_t, bool or struct json_each; untouched when absent or null */
			/* a bool that was true and is false ends the scan: nothing else is wanted of it */
};

/* Text is decoded in place, so wanted strings point into doc.  NULL, or what
 * is wrong with the document: bad syntax, escapes, UTF-8, a NUL, more than 32
 * levels, a wanted key twice or of another type.  At most 32 wants. */
const char	*json_scan(struct blob *doc, const struct json_want *want, size_t count, void *base);
/* The same, but stops when every want was met: what is behind that is not read. */
const char	*json_first(struct blob *doc, const struct json_want *want, size_t count, void *base);
/* The same for a document that is an array: begin before each of its elements,
 * end behind each that is sound; those before an error have had theirs. */
const char	*json_items(struct blob *doc, const struct json_want *want, size_t count, void *base,
	void (*begin)(void *base), void (*end)(void *base));

/* install.c: links named after the applets, to the file we run from */

/* DIR, made if need be, or with NULL the directory of our file. */
const char	*install_begin(const char *dir);
/* Dies when what is there is not a link to our file. */
void		install_check(const char *dir, const char *name);
void		install_link(const char *dir, const char *name, bool symbolic);

/* The applet that runs; set by main.c. */
struct applet {
	const char	*name;
	int		(*main)(char **argv);
	const char	*summary;
};
extern const struct applet *applet;

#endif
