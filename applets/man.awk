# man.awk - an applet's man page, from what the applet says of itself
#
#	{ busyns X --usage-dump; busyns X --help; } | awk -v version=V -f man.awk - applets/X.c
#	{ busyns --install --usage-dump; busyns --help; } | awk -v version=V -f man.awk -
#
# The dump gives OPTIONS; the help's first line SYNOPSIS, and what it says below
# the options EXIT STATUS and the end of OPTIONS; the comment that X.c begins
# with the rest: "X - summary", paragraphs, and sections under a line of
# capitals.  What stands indented is shown as it is.  Without X.c: the box.

BEGIN {
	FS = "\t"
	roff["\\"] = "\\e"; roff["-"] = "\\-"; roff["'"] = "\\(aq"; roff["`"] = "\\(ga"
	roff["\""] = "\\(dq"; roff["^"] = "\\(ha"; roff["~"] = "\\(ti"
	order = split("DESCRIPTION,OPTIONS,APPLETS,EXIT STATUS,EXAMPLES,NOTES,SEE ALSO", sections, ",")
	for (i = 1; i <= order; i++)
		known[sections[i]] = 1
	known["NAME"] = known["SYNOPSIS"] = 1
	section = "DESCRIPTION"
}

function fail(text)
{
	print "man.awk: " text | "cat >&2"
	failed = 1
	exit 1
}

# No character of text means anything to roff.
function plain(text,    result, c, i)
{
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		result = result (c in roff ? roff[c] : c)
	}
	return result
}

# The same; the names of arguments in italics, `what is quoted' in bold.
function rich(text,    result, word)
{
	while (text != "") {
		if (match(text, /^`[^`' ]+'/) || match(text, /^`[^`]+`/)) {
			result = result "\\fB" plain(substr(text, 2, RLENGTH - 2)) "\\fR"
		} else if (match(text, /^[A-Za-z0-9_]+/)) {
			word = substr(text, 1, RLENGTH)
			result = result (word in argument ? "\\fI" word "\\fR" : word)
		} else {
			RLENGTH = 1
			result = result plain(substr(text, 1, 1))
		}
		text = substr(text, RLENGTH + 1)
	}
	return result
}

# A line of text, which is no request to roff whatever it starts with.
function line(text)
{
	return (text ~ /^[.']/ ? "\\&" : "") text "\n"
}

# A paragraph, one sentence a line, for typesetters to space as they like.
function paragraph(text,    result, end)
{
	while ((end = match(text, /[.] +/))) {
		result = result line(rich(substr(text, 1, end)))
		text = substr(text, end + 1)
		sub(/^ +/, "", text)
	}
	return result line(rich(text))
}

function add(to, text)
{
	body[to] = body[to] text
}

# Ends the paragraph or the block of examples being read.
function finish(    at)
{
	if (words != "") {
		at = match(words, /(^|[.] +)Exits with /)
		if (at && section == "DESCRIPTION") {
			if (at > 1) {
				add(section, ".PP\n" paragraph(substr(words, 1, at)))
				words = substr(words, at + 1)
				sub(/^ +/, "", words)
			}
			add("EXIT STATUS", ".PP\n" paragraph(words))
		} else {
			add(section, ".PP\n" paragraph(words))
		}
	}
	if (block != "")
		add(section, ".PP\n.RS 4\n.EX\n" block ".EE\n.RE\n")
	words = block = ""
}

function text_line(text)
{
	if (text ~ /^[ \t]/) {
		if (words != "")
			finish()
		sub(/^(\t|    ?)/, "", text)
		block = block line(plain(text))
	} else {
		if (block != "" || text == "")
			finish()
		words = words (words != "" ? " " : "") text
	}
}

function learn(usage)
{
	while (match(usage, /[A-Z][A-Z]+/)) {
		argument[substr(usage, RSTART, RLENGTH)] = 1
		usage = substr(usage, RSTART + RLENGTH)
	}
}

function synopsis(usage,    result, word, i, n)
{
	n = split(usage, word, " ")
	for (i = 1; i <= n; i++) {
		if (i == 1 || word[i] ~ /^\[?-/) {
			match(word[i], /[^][]+/)
			result = result (i > 1 ? " " : "") substr(word[i], 1, RSTART - 1) "\\fB" \
				plain(substr(word[i], RSTART, RLENGTH)) "\\fR" substr(word[i], RSTART + RLENGTH)
		} else {
			result = result " " rich(word[i])
		}
	}
	return result
}

# The dump: applet, letter, long name, none|optional|required, argument's name, help.

FILENAME == "-" && NF == 6 {
	row[++rows] = $0
	if ($5 != "")
		argument[$5] = 1
	next
}

# The help, an applet's or the box's.

FILENAME == "-" {
	if (/^usage: /) {
		in_usage = 1
		sub(/^usage: /, "")
		name = $0
		sub(/ .*/, "", name)
	}
	if (in_usage && /^(       )?busyns /) {
		box = 1
		sub(/^ +/, "")
	} else if (in_usage > 1) {
		in_usage = 0
	}
	if (in_usage && $0 != "") {
		in_usage = 2
		learn($0)
		usage[++usages] = $0
	} else if (!name) {		# the box's first line, with its version
		summary = $0
		sub(/^[^:]*: */, "", summary)
	} else if (box) {
		if (/^  [a-z]/)
			shown[++applets] = $0
	} else if (/^  +-/) {
		in_options = 1
	} else if (in_options) {
		note[++notes] = $0
	}
	next
}

# The source: its first comment.

done { next }
/^\/\*/ { in_comment = 1; next }
in_comment && /^ *\*\// { finish(); done = 1; next }
!in_comment { fail(FILENAME ": does not begin with its manual") }
{
	sub(/^ \* ?/, "")
	if (!summary) {
		if (index($0, name " - ") != 1)
			fail(FILENAME ": its first line is not '" name " - summary'")
		summary = substr($0, length(name) + 4)
	} else if (/^[A-Z][A-Z ]+$/) {
		finish()
		section = $0
		if (!(section in known)) {
			known[section] = 1
			extra[++extras] = section
		}
	} else {
		text_line($0)
	}
}

# -t, --target TARGET; or -m, --mount[=FILE]
function option(field,    text)
{
	if (field[2] != "")
		text = "\\fB\\-" plain(field[2]) "\\fR"
	if (field[3] != "")
		text = text (text != "" ? ", " : "") "\\fB\\-\\-" plain(field[3]) "\\fR"
	if (field[4] == "required")
		text = text " \\fI" plain(field[5]) "\\fR"
	if (field[4] == "optional")
		text = text "[" (field[3] != "" ? "=" : "") "\\fI" plain(field[5]) "\\fR]"
	return text
}

function show(heading)
{
	sub(/^\.PP\n/, "", body[heading])
	if (body[heading] != "")
		printf ".SH %s\n%s", (heading ~ / / ? "\"" heading "\"" : heading), body[heading]
}

END {
	if (failed)
		exit 1
	if (!name || !summary)
		fail((name ? name : "an applet") ": no usage line or no summary")
	if (!rows && !box)
		fail(name ": no --usage-dump: it takes CONFIG_USAGE_DUMP")
	for (i = 1; i <= rows; i++) {
		split(row[i], field, "\t")
		if (box && i == 1)
			add("OPTIONS", ".PP\nOf " plain(field[1]) ":\n")
		if (field[6] == "")
			fail(name ": --" field[3] " has no help: it takes CONFIG_HELP")
		add("OPTIONS", ".TP\n" option(field) "\n" line(rich(field[6])))
	}

	# what the help says below the options: the comment goes before it
	if (body["EXIT STATUS"] != "")
		stated = 1
	section = "OPTIONS"
	for (i = 1; i <= notes; i++) {
		if (note[i] ~ /^Exits with /) {
			finish()
			section = "EXIT STATUS"
		}
		if (section == "OPTIONS" || !stated)
			text_line(note[i])
		if (note[i] == "")
			section = "OPTIONS"
	}
	finish()

	if (box) {
		add("DESCRIPTION", "One program that is several, called applets.\n" \
			"Which one is meant, the name it is called by tells, or else its first argument.\n" \
			"What the applets do and take, their own pages say.\n")
		for (i = 1; i <= applets; i++) {
			split(substr(shown[i], 3), field, " +")
			text = substr(shown[i], 3)
			sub(/^[^ ]+ */, "", text)
			add("APPLETS", ".TP\n\\fB" plain(field[1]) "\\fR(8)\n" line(rich(text)))
			add("SEE ALSO", ".BR " plain(field[1]) " (8),\n")
		}
	} else {
		add("SEE ALSO", ".BR busyns (8),\n")
	}
	add("SEE ALSO", ".BR namespaces (7)\n")

	printf ".TH %s 8 \"\" \"busyns %s\" \"System administration\"\n", toupper(plain(name)), plain(version)
	printf ".SH NAME\n%s \\- %s\n.SH SYNOPSIS\n", plain(name), plain(summary)
	for (i = 1; i <= usages; i++)
		printf "%s%s", (i > 1 ? ".br\n" : ""), line(synopsis(usage[i]))
	show("DESCRIPTION")
	show("OPTIONS")
	show("APPLETS")
	for (i = 1; i <= extras; i++)
		show(extra[i])
	for (i = 4; i <= order; i++)
		show(sections[i])
}
