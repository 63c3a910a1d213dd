/*
 * nsmount - mount a directory of this host in a running container
 *
 * What no engine offers: a directory or file of the host appears in a container
 * that already runs, as if the container had been started with it, and goes
 * away again with -u.  The host's own mounts stay as they are.  DST is looked up
 * inside the container's root, which no symlink in there can lead out of.
 *
 * EXAMPLES
 *	nsmount web /home:/test
 *	nsmount web /home:/test:ro --mkdir /etc/motd:/etc/motd
 *	nsmount --tmpfs /scratch:size=64m web
 *	nsmount -u web /test
 *	nsmount -l web
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "applets.h"
#include "enter.h"
#include "table.h"
#include "mount.h"
#include "rows.h"

static struct {
	struct opt_many	 tmpfs;
	bool		 unmount, list;
	bool		 mkdir;
	bool		 force;
	bool		 json;
	bool		 dry_run;
} args;

static const struct opt opts[] = {
	OPT_MANY('T', "tmpfs", "DST[:OPTS]", &args.tmpfs, "mount a new tmpfs on DST"),
	OPT_FLAG('p', "mkdir", &args.mkdir, "make DST where it is missing"),
	OPT_FLAG('u', "unmount", &args.unmount, "unmount each DST"),
	OPT_FLAG('l', "list", &args.list, "list what is mounted in the container"),
	IF(CONFIG_NSMOUNT_JSON,
	OPT_FLAG('J', "json", &args.json, "with -l: as JSON"),
	)
	OPT_FLAG('f', "force", &args.force, "also where it would surprise: see below"),
	OPT_DRY_RUN(&args.dry_run)
	OPT_HELP(0),
	OPT_VERSION(0),
	OPT_NOTE("\n"
		"OPTS are ro (with all that is mounted below SRC), rro, rw, noexec, nosuid, nodev,\n"
		"[r]private, [r]slave, [r]shared, bind (SRC alone), idmap; for a tmpfs its own, too.\n"
		"A container with a user namespace gets SRC idmapped: its root owns what root owns.\n"
		"Several are mounted all or not at all.  Without --force, nothing is mounted below\n"
		"/proc and /sys, nor where the host would see it, too.\n"
		"Exits with 125 when it fails.\n")
	OPT_END
};

static struct target target;
static int root;
static struct mountinfo *ours, *theirs;

static void
check_place(const char *dest, int place)
{
	const struct mountinfo *line = args.unmount ? mountinfo_find(theirs, mountinfo_id(place)) : NULL;
	const char *why = NULL;

	/* where the mount is, by whatever name */
	if (place_is_kernels(line ? line->dest : dest, place, args.unmount))
		why = "that is the kernel's";
	else if (mountinfo_shared(theirs, ours, place, args.unmount))
		why = "it is shared with this host, which would see it, too";
	if (why)
		die("%s %s: %s; --force does it", args.unmount ? "unmount" : "mount on", dest, why);
}

static void
find_place(struct volume *volume)
{
	struct stat st;
	int above;

	volume->place = place_find(root, volume->dest);
	if (volume->place < 0 && (errno != ENOENT || args.unmount || !args.mkdir)) {
		if (errno == ENOENT && !args.unmount)
			hint("--mkdir makes it");
		die("find %s in %s:", volume->dest, target.spec);
	}
	above = volume->place < 0 ? place_above(root, volume->dest) : volume->place;
	if (!args.force)
		check_place(volume->dest, above);
	if (above != volume->place)
		fd_close(above);
	if (args.unmount || volume->place < 0)
		return;
	if (fstat(volume->place, &st))
		die("stat %s:", volume->dest);
	if (S_ISDIR(st.st_mode) != volume->directory)
		die("mount %s on %s: one is a directory, the other is not", volume->name,
		    volume->dest);
}

static void
parse(struct plan_mounts *mounts, char **argv)
{
	struct volume *volume;
	size_t i, count = args.tmpfs.count;

	for (i = 0; argv[i]; i++)
		count++;
	if (!count)
		opt_bad(args.unmount ? "unmount what?" : "mount what? no SRC:DST");
	mounts->volume_count = count;
	mounts->volume = volume = mem_alloc(count * sizeof(*volume));
	for (; *argv; argv++)
		(args.unmount ? volume_parse_tmpfs : volume_parse)(volume++, *argv);
	for (i = 0; i < args.tmpfs.count; i++)
		volume_parse_tmpfs(volume++, args.tmpfs.text[i]);
}

static void
fill(struct plan *plan)
{
	struct volume *volume = plan->mounts.volume, *end = volume + plan->mounts.volume_count;

	/* as its root: whatever is made there is owned by that, and no right of
	 * ours comes along */
	plan_join_differing(plan, NS_BIT(NS_MNT) | NS_BIT(NS_USER), &target);
	if (!(plan->join & NS_BIT(NS_MNT)))
		die("%s has the mounts of this host: mount(8) is for those", target.spec);
	plan_ids(plan, NULL, NULL, false, plan->join & NS_BIT(NS_USER));
	plan->cred.groups_may_stay = geteuid() != 0;
	plan->target = &target;
	root = target_file(&target, "root", O_PATH | O_DIRECTORY);
	theirs = mountinfo_read(&target);
	for (; volume < end; volume++) {
		volume_open(volume);
		if (volume->source)
			volume_refuse(volume, root);
		find_place(volume);
	}
}

static void
unmount_all(const struct plan *plan)
{
	const struct volume *volume = plan->mounts.volume, *end = volume + plan->mounts.volume_count;

	for (; volume < end; volume++)
		if (!mount_detach(volume->place)) {
			if (errno == EINVAL)
				hint("nothing is mounted there, or it is locked");
			die("unmount %s:", volume->dest);
		}
}

static void
mount_all(const struct plan *plan)
{
	struct volume *first = plan->mounts.volume, *end = first + plan->mounts.volume_count, *volume;

	for (volume = first; volume < end; volume++) {
		if (!volume->source)
			volume_take(volume, -1);
		if (volume->place < 0)
			volume->place = place_make(root, volume->dest, volume->directory);
		if (volume->place < 0)
			die("make %s in %s:", volume->dest, target.spec);
	}
	for (volume = first; volume < end; volume++) {
		if (mount_attach(volume))
			continue;
		warn("mount %s on %s:", volume->name, volume->dest);
		while (volume-- > first)
			if (!mount_detach(volume->tree))
				warn("undo %s:", volume->dest);
		_exit(fail_status);
	}
}

static void
list(void)
{
	enum { DEST, FROM, TYPE, OPTIONS };
	static const struct column columns[] = {
		{ "DEST", 0 }, { "FROM", 0 }, { "TYPE", 0 }, { "OPTIONS", 0 }, { NULL, 0 },
	};
	struct table table = { .column = columns, .as_json = args.json, .json_name = "mounts" };
	const struct mountinfo *line;

	table_choose(&table, "DEST,FROM,TYPE,OPTIONS", NULL);
	for (line = mountinfo_read(&target); line->id; line++) {
		struct row *row = table_row(&table);

		table_text(&table, row, DEST, line->dest);
		table_text(&table, row, FROM, mountinfo_from(line, ours));
		table_text(&table, row, TYPE, line->type);
		table_text(&table, row, OPTIONS, line->options);
	}
	table_print(&table);
	out_finish();
}

/* The container's user namespace, when its ids are not ours. */
static int
its_userns(const struct plan *plan)
{
	return plan->join & NS_BIT(NS_USER) ? target_file(&target, ns_kinds[NS_USER].file, O_RDONLY) : -1;
}

/* Takes the sources from our own mounts; false when those are not ours to copy. */
static bool
take(const struct plan *plan)
{
	struct volume *volume = plan->mounts.volume, *end = volume + plan->mounts.volume_count;
	int userns = its_userns(plan);

	for (; volume < end; volume++) {
		if (!volume->source)
			continue;
		volume->tree = mount_copy(volume->from, volume->single);
		if (volume->tree < 0 && errno == EPERM && plan->join & NS_BIT(NS_USER))
			return false;
		volume_take(volume, userns);
	}
	return true;
}

/* An ordinary user has a say over the user namespace of a container of theirs,
 * and so over a copy of our mounts that is made in there; but not over the file
 * systems, so that nothing can be idmapped. */
static void
take_inside(struct plan *plan)
{
	struct volume *volume = plan->mounts.volume, *end = volume + plan->mounts.volume_count;
	unsigned join = plan->join;
	uint32_t inside;

	if (!proc_map_id(target_proc(&target), "uid_map", geteuid(), &inside))
		warn("your files are nobody's for %s", target.spec);
	for (; volume < end; volume++)
		if (volume->idmap)
			die("idmap %s: only root can", volume->source);
	plan->join = NS_BIT(NS_USER);
	plan_start(plan);
	if (!enter_create(NS_BIT(NS_MNT)))
		die("copy our mounts:");
	mounts_take(&plan->mounts);
	plan->join = join;
	enter_namespaces(plan);
}

int
nsmount_main(char **argv)
{
	struct target self;
	struct plan plan;

	fail_status = STATUS_OWN_FAILURE;
	argv = opt_parse(argv, opts, "[OPTIONS] TARGET [SRC:DST[:OPTS]]... | -u TARGET DST... | -l TARGET");
	plan_init(&plan);
	if (!*argv)
		opt_bad("no TARGET");
	if (args.list ? args.unmount || args.mkdir || args.tmpfs.count || argv[1] : args.json)
		opt_bad("-l lists, and takes one TARGET; -J is for that");
	if (args.unmount && (args.mkdir || args.tmpfs.count))
		opt_bad("-u takes TARGET and DST... only");
	if (!args.list)
		parse(&plan.mounts, argv + 1);
	target_open(&target, *argv);
	target_open(&self, "self");
	ours = mountinfo_read(&self);
	if (args.list) {
		list();
		return 0;
	}
	fill(&plan);
	if (CONFIG_DRY_RUN && args.dry_run) {
		plan_print(&plan);
		return 0;
	}
	mount_open_fds();
	if (args.unmount || take(&plan))
		plan_start(&plan);
	else
		take_inside(&plan);
	cred_apply(&plan.cred);
	if (args.unmount)
		unmount_all(&plan);
	else
		mount_all(&plan);
	return 0;
}
