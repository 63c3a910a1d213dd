/* SPDX-License-Identifier: 0BSD
 *
 * nop: do nothing, well.  The PROG of every count of system calls.
 */
int
main(void)
{
	return 0;
}
