# complete.awk - completions for a shell, from the applets' own option tables
#
#	{ busyns --help; busyns --install --usage-dump;
#	  for each applet X: busyns X --help; busyns X --usage-dump; } |
#	awk -v shell=bash|zsh|fish -f complete.awk
#
# The dumps give the options, the usage lines what stands after them: a PROG is
# completed as a command with its own arguments, anything else that is not a
# file, directory, user or group as nothing.

BEGIN { FS = "\t" }

# The dump: applet, letter, long name, none|optional|required, argument's name, help.
NF == 6 {
	if ($1 ~ /^busyns /) {		# the box's own command
		install = install " " ($2 != "" ? "-" $2 : "") " " ($3 != "" ? "--" $3 : "")
		next
	}
	rows++
	applet[rows] = $1; letter[rows] = $2; long[rows] = $3; kind[rows] = $4; arg[rows] = $5; help[rows] = $6
	if (!($1 in known)) {
		known[$1] = 1
		names[++count] = $1
	}
	next
}

/^usage: busyns / { box = 1 }
/^(usage:|      ) busyns / {
	text = $0
	while (match(text, /--[a-z-]+/)) {
		words = words " " substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
	}
	next
}
/^usage: / {
	name = $0
	sub(/^usage: /, "", name)
	sub(/ .*/, "", name)
	if (/ \[?PROG( |$)/)
		runs[name] = 1
	box = 0
	next
}
# the box's list of applets
box && /^  [a-z]/ {
	name = $0
	sub(/^ +/, "", name)
	text = name
	sub(/ .*/, "", name)
	sub(/^[^ ]+ */, "", text)
	summary[name] = text
}

# text between single quotes.
function quoted(text,    result, at, mark)
{
	mark = shell == "fish" ? "\\'" : "'\\''"
	while ((at = index(text, "'"))) {
		result = result substr(text, 1, at - 1) mark
		text = substr(text, at + 1)
	}
	return "'" result text "'"
}

# Backslashes before those characters of text that a zsh specification would act on.
function zsh_text(text,    result, c, i)
{
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		result = result (index("\\:[]", c) ? "\\" : "") c
	}
	return result
}

function spellings(i, between)
{
	return (letter[i] != "" ? "-" letter[i] : "") (letter[i] != "" && long[i] != "" ? between : "") \
		(long[i] != "" ? "--" long[i] : "")
}

# The rows of applet name whose argument is called one of words, as options.
function options(name, words,    result, i)
{
	for (i = 1; i <= rows; i++)
		if (applet[i] == name && (words == "" || (kind[i] != "none" && index(" " words " ", " " arg[i] " "))))
			result = result " " spellings(i, " ")
	return result
}

# Those whose argument is required, optional or none.
function options_of(name, which,    result, i)
{
	for (i = 1; i <= rows; i++)
		if (applet[i] == name && kind[i] == which)
			result = result " " spellings(i, " ")
	return result
}

function all(between,    result, i)
{
	for (i = 1; i <= count; i++)
		result = result (i > 1 ? between : "") names[i]
	return result
}


function bash(    i, name)
{
	print "# bash completion of busyns and its applets, made from their option tables\n"
	print "# What applet $1 takes.\n_busyns_table()\n{\n\tcase $1 in"
	for (i = 1; i <= count; i++) {
		name = names[i]
		print "\t" name ")"
		print "\t\toptions='" options(name) " '"
		print "\t\trequired='" options_of(name, "required") " ' optional='" options_of(name, "optional") " '"
		print "\t\tfiles='" options(name, "FILE") " ' dirs='" options(name, "DIR") " '"
		print "\t\tusers='" options(name, "UID USER") " ' groups='" options(name, "GID GROUP") " '"
		print "\t\truns=" (runs[name] ? "yes" : "") " ;;"
	}
	print "\t*)\n\t\treturn 1 ;;\n\tesac\n}\n"
	print "_busyns_list()"
	print "{"
	print "\tmapfile -t COMPREPLY < <(compgen \"$@\" -- \"$cur\")"
	print "}"
	print ""
	print "# $cur as the argument of option $1."
	print "_busyns_argument()"
	print "{"
	print "\t[[ $files$dirs == *\" $1 \"* ]] && compopt -o filenames 2>/dev/null"
	print "\t[[ $files == *\" $1 \"* ]] && _busyns_list -f"
	print "\t[[ $dirs == *\" $1 \"* ]] && _busyns_list -d"
	print "\t[[ $users == *\" $1 \"* ]] && _busyns_list -u"
	print "\t[[ $groups == *\" $1 \"* ]] && _busyns_list -g"
	print "}"
	print ""
	print "# $cur as an operand, the first of which is word $1."
	print "_busyns_operand()"
	print "{"
	print "\t[[ $runs ]] || return"
	print "\tif (($1 == COMP_CWORD)); then"
	print "\t\t_busyns_list -c"
	print "\telif declare -F _command_offset >/dev/null; then"
	print "\t\t_command_offset \"$1\""
	print "\telse"
	print "\t\tcompopt -o filenames 2>/dev/null"
	print "\t\t_busyns_list -f"
	print "\tfi"
	print "}"
	print ""
	print "_busyns()"
	print "{"
	print "\tlocal cur=${COMP_WORDS[COMP_CWORD]} i=1 option word"
	print "\tlocal options required optional files dirs users groups runs"
	print ""
	print "\tCOMPREPLY=()"
	print "\tif ! _busyns_table \"${COMP_WORDS[0]##*/}\"; then"
	print "\t\tif ((COMP_CWORD == 1)); then"
	print "\t\t\t_busyns_list -W \"" all(" ") words "\""
	print "\t\t\treturn"
	print "\t\tfi"
	print "\t\tif [[ ${COMP_WORDS[1]} == --install ]]; then"
	print "\t\t\t_busyns_list -W \"" install "\" -d"
	print "\t\t\treturn"
	print "\t\tfi"
	print "\t\t_busyns_table \"${COMP_WORDS[1]}\" || return"
	print "\t\ti=2"
	print "\tfi"
	print "\twhile ((i < COMP_CWORD)); do"
	print "\t\tword=${COMP_WORDS[i++]} option="
	print "\t\tcase $word in"
	print "\t\t--)\t_busyns_operand \"$i\""
	print "\t\t\treturn ;;"
	print "\t\t--*)\toption=$word ;;"
	print "\t\t-?*)\t# the last of a cluster, unless what follows it is its argument"
	print "\t\t\twhile word=${word#?}; [[ $word ]]; do"
	print "\t\t\t\toption=-${word:0:1}"
	print "\t\t\t\t[[ $required$optional != *\" $option \"* || ${#word} == 1 ]] || continue 2"
	print "\t\t\tdone ;;"
	print "\t\t*)\t_busyns_operand $((i - 1))"
	print "\t\t\treturn ;;"
	print "\t\tesac"
	print "\t\tif [[ ${COMP_WORDS[i]} == = ]]; then\t# bash makes it a word of its own"
	print "\t\t\tif ((i == COMP_CWORD)); then cur=''; else ((i++)); fi"
	print "\t\telif [[ $required != *\" $option \"* ]]; then"
	print "\t\t\tcontinue"
	print "\t\tfi"
	print "\t\tif ((i == COMP_CWORD)); then"
	print "\t\t\t_busyns_argument \"$option\""
	print "\t\t\treturn"
	print "\t\tfi"
	print "\t\t((i++))"
	print "\tdone"
	print "\tif [[ $cur == -* ]]; then"
	print "\t\t_busyns_list -W \"$options\""
	print "\telse"
	print "\t\t_busyns_operand \"$i\""
	print "\tfi"
	print "}"
	print "\ncomplete -F _busyns " all(" ") " busyns"
}

# What zsh does with an argument of that name.
function zsh_action(name)
{
	return name == "FILE" ? "_files" : name == "DIR" ? "_files -/" : name ~ /^(UID|USER)$/ ? "_users" : \
		name ~ /^(GID|GROUP)$/ ? "_groups" : " "
}

function zsh(    i, name)
{
	print "#compdef " all(" ") " busyns\n"
	print "# zsh completion of busyns and its applets, made from their option tables\n"
	for (i = 1; i <= count; i++) {
		name = names[i]
		print "_busyns_" name "()\n{\n\t_arguments -s -S -A '-*' \\"
		for (row = 1; row <= rows; row++) {
			if (applet[row] != name)
				continue
			text = "[" zsh_text(help[row]) "]"
			if (kind[row] != "none")
				text = text (kind[row] == "optional" ? "::" : ":") zsh_text(arg[row]) ":" zsh_action(arg[row])
			sign = kind[row] == "required" ? "+" : kind[row] == "optional" ? "-" : ""
			if (letter[row] != "")
				print "\t\t" quoted("(" spellings(row, " ") ")-" letter[row] sign text) " \\"
			sign = kind[row] == "required" ? "=" : kind[row] == "optional" ? "=-" : ""
			if (long[row] != "")
				print "\t\t" quoted("(" spellings(row, " ") ")--" long[row] sign text) " \\"
		}
		print (runs[name] ? "\t\t'(-)1:program: _command_names -e' '*::argument: _normal'" : "\t\t'*::operand: '") "\n}\n"
	}
	print "_busyns()\n{\n\tlocal -a applets\n"
	print "\tif [[ $service != busyns ]]; then\n\t\t_busyns_$service\n\t\treturn\n\tfi"
	print "\tif ((CURRENT > 2)); then\n\t\tshift words\n\t\t((CURRENT--))"
	print "\t\t(($+functions[_busyns_$words[1]])) && _busyns_$words[1]\n\t\treturn\n\tfi\n\tapplets=("
	for (i = 1; i <= count; i++)
		print "\t\t" quoted(names[i] ":" summary[names[i]])
	print "\t)\n\t_describe applet applets\n\tcompadd --" words "\n}\n\n_busyns \"$@\""
}

# What fish does with an argument of that name.
function fish_action(name)
{
	return name == "FILE" ? " -F" : name == "DIR" ? " -x -a '(__fish_complete_directories)'" : \
		name ~ /^(UID|USER)$/ ? " -x -a '(__fish_complete_users)'" : \
		name ~ /^(GID|GROUP)$/ ? " -x -a '(__fish_complete_groups)'" : " -x"
}

# Applet name's options as argparse wants them.
function fish_specs(name,    result, i)
{
	for (i = 1; i <= rows; i++)
		if (applet[i] == name)
			result = result " " letter[i] (letter[i] != "" && long[i] != "" ? "/" : "") long[i] \
				(kind[i] == "required" ? "=+" : kind[i] == "optional" ? "=?" : "")
	return result
}

function fish(    i, name, row, when)
{
	print "# fish completion of busyns and its applets, made from their option tables\n"
	print "# The options of applet $argv[1], for argparse.\nfunction __fish_busyns_table\n\tswitch $argv[1]"
	for (i = 1; i <= count; i++)
		print "\t\tcase " names[i] "\n\t\t\tstring split ' ' '" substr(fish_specs(names[i]), 2) "'"
	print "\tend\nend\n"
	print "# What stands behind the options of applet $argv[1]; fails when this command line is not of that one."
	print "function __fish_busyns_rest"
	print "\tset -l words (commandline -opc) (commandline -ct)"
	print "\tset words[1] (string replace -r '.*/' '' -- $words[1])"
	print "\tif test \"$words[1]\" = busyns"
	print "\t\tset -e words[1]"
	print "\tend"
	print "\ttest \"$words[1]\" = $argv[1]"
	print "\tor return 1"
	print "\tset -e words[1]"
	print "\tset -l specs (__fish_busyns_table $argv[1])"
	print "\targparse -s $specs -- $words 2>/dev/null"
	print "\tor set argv"
	print "\tstring join0 -- $argv"
	print "\treturn 0"
	print "end"
	print ""
	print "# True where an option of applet $argv[1] may stand."
	print "function __fish_busyns_options"
	print "\tset -l rest (__fish_busyns_rest $argv)"
	print "\tor return 1"
	print "\ttest -z \"$rest\""
	print "\tor string match -q -- '-*' $rest[1]"
	print "end"
	print ""
	print "function __fish_busyns_program"
	print "\tset -l rest (__fish_busyns_rest $argv | string split0)"
	print "\t__fish_complete_subcommand --commandline $rest"
	print "end"
	print ""
	for (i = 1; i <= count; i++) {
		name = names[i]
		print "complete -c busyns -n __fish_use_subcommand -x -a " name " -d " quoted(summary[name])
		when = " -n '__fish_busyns_options " name "'"
		for (row = 1; row <= rows; row++)
			if (applet[row] == name)
				for (box = 0; box < 2; box++)
					print "complete -c " (box ? "busyns" : name) when \
						(letter[row] != "" ? " -s " letter[row] : "") \
						(long[row] != "" ? " -l " long[row] : "") \
						(kind[row] == "required" ? " -r" fish_action(arg[row]) : "") \
						" -d " quoted(help[row])
		text = runs[name] ? " -a '(__fish_busyns_program " name ")'" : ""
		print "complete -c " name " -f" text
		print "complete -c busyns -f -n '__fish_busyns_rest " name " >/dev/null'" text
	}
	print "complete -c busyns -f"
	split(words, word, " ")
	for (i = 1; i in word; i++)
		print "complete -c busyns -n __fish_use_subcommand -l " substr(word[i], 3)
}

END {
	if (!rows) {
		print "complete.awk: no --usage-dump: it takes CONFIG_USAGE_DUMP" | "cat >&2"
		exit 1
	}
	if (shell == "bash")
		bash()
	else if (shell == "zsh")
		zsh()
	else if (shell == "fish")
		fish()
	else {
		print "complete.awk: shell=bash, zsh or fish" | "cat >&2"
		exit 1
	}
}
