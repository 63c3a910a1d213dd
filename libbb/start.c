/*
 * start.c - from the kernel to main(), and system calls, in place of musl's
 *
 * Musl begins with 2 KB for threads, thread-local variables, constructors and
 * functions to be called at exit(3), of which this program has none.  What it
 * needs is the environment, a place for errno, and a stack guard that nobody
 * can guess.  On other machines, and with compilers before gcc 8, it is musl's.
 */

#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__) && defined(__LP64__) && defined(__has_attribute)
# if __has_attribute(naked)
enum { SET_FS = 0x1002 /* arch_prctl(2) */, THREAD_ROOM = 1024 };

/* What is written in the machine's language: the compiler may conclude nothing from what it sees, neither which
 * registers stay as they are (-fipa-ra) nor which arguments are read. */
#  if __has_attribute(noipa)
#   define MACHINE	__attribute__((naked, used, noipa))
#  else
#   define MACHINE	__attribute__((naked, used, noinline))
#  endif

int	main(int argc, char **argv);
void	_start(void);
_Noreturn void	start_main(char **stack);
void	__stack_chk_fail(void);
int	*__errno_location(void);
int	*___errno_location(void);

/* What %fs points at: the ABI's part of a thread.  Libc's objects were built to look there. */
static struct {
	void		*self;
	uint64_t	 unused[4];
	uint64_t	 guard;
	char		 rest[THREAD_ROOM];
} thread;

/* The guard of our own code: the compiler makes some of these names up when nothing can be found unused any more. */
__attribute__((used)) uint64_t __stack_chk_guard;
__attribute__((used)) int start_errno;
static unsigned long *known;	/* getauxval(3)'s */

__attribute__((used)) void
__stack_chk_fail(void)
{
	__builtin_trap();
}

int *
__errno_location(void)
{
	return &start_errno;
}

/* By that name musl's own functions ask for it. */
int *
___errno_location(void)
{
	return &start_errno;
}

/* Musl's are for long texts, 400 bytes; the empty asm keeps the compiler from making a call of itself of it. */
__attribute__((used)) size_t
strlen(const char *text)
{
	const char *at;

	for (at = text; *at; at++)
		__asm__ volatile ("");
	return (size_t)(at - text);
}

__attribute__((used)) int
memcmp(const void *a, const void *b, size_t len)
{
	const unsigned char *left = a, *right = b;

	for (; len && *left == *right; left++, right++)
		len--;
	return len ? *left - *right : 0;
}

__attribute__((used)) int
strcmp(const char *a, const char *b)
{
	for (; *a && *a == *b; a++)
		b++;
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

__attribute__((used)) void *
memset(void *bytes, int byte, size_t len)
{
	void *at = bytes;

	__asm__ volatile ("rep stosb" : "+D"(at), "+c"(len) : "a"(byte) : "memory");
	return bytes;
}

unsigned long
getauxval(unsigned long type)
{
	unsigned long *at;

	for (at = known; at[0] != type && at[0]; at += 2)
		;
	return at[1];
}

/* The arguments are each one place further than the kernel wants them. */
MACHINE long
syscall(__attribute__((unused)) long number, ...)
{
	__asm__(
		"mov	%rdi, %rax\n"
		"mov	%rsi, %rdi\n"
		"mov	%rdx, %rsi\n"
		"mov	%rcx, %rdx\n"
		"mov	%r8, %r10\n"
		"mov	%r9, %r8\n"
		"mov	8(%rsp), %r9\n"
		"syscall\n"
		"cmp	$-4096, %rax\n"
		"jbe	1f\n"
		"neg	%eax\n"
		"mov	%eax, start_errno(%rip)\n"
		"or	$-1, %rax\n"
		"1: ret\n");
}

__attribute__((used)) _Noreturn void
start_main(char **stack)
{
	int argc = (int)(uintptr_t)*stack;
	char **argv = stack + 1, **end = environ = argv + argc + 1;
	long done;

	while (*end++)
		;
	known = (void *)end;
	memcpy(&thread.guard, (void *)getauxval(AT_RANDOM), sizeof(thread.guard));
	__stack_chk_guard = thread.guard &= ~(uint64_t)0xff00;	/* a NUL, which no text brings along */
	thread.self = &thread;
	/* not by syscall(3): what of libc has a guard may not be called before */
	__asm__ volatile ("syscall" : "=a"(done) : "a"(SYS_arch_prctl), "D"(SET_FS), "S"(&thread) : "rcx", "r11", "memory");
	_exit(main(argc, argv));
}

MACHINE void
_start(void)
{
	__asm__(
		"xor	%ebp, %ebp\n"
		"mov	%rsp, %rdi\n"
		"call	start_main\n");
}
# endif
#endif
