/*
 * swap A B [DIR]...: exchange the names A and B, over and over, until killed
 *
 * What renameat2(2) calls RENAME_EXCHANGE: there is no moment without either.
 * What is mounted on A, which would hinder that, is unmounted, and what is on
 * DIR, too.  Prints a line once it has begun.
 */

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	long i;
	int dir;

	if (argc < 3)
		return 2;
	for (i = 0;; i++) {
		if (syscall(SYS_renameat2, AT_FDCWD, argv[1], AT_FDCWD, argv[2], 2) && !i)
			return 1;
		for (dir = 1; dir < argc; dir++)
			if (dir != 2)
				umount2(argv[dir], MNT_DETACH | UMOUNT_NOFOLLOW);
		if (!i && write(1, "up\n", 3) != 3)
			return 1;
	}
}
