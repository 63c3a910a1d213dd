/*
 * rows.h - option rows that more than one applet has, each in the same words
 */
#ifndef ROWS_H
#define ROWS_H

#include "opt.h"

#define OPT_DRY_RUN(d)		IF(CONFIG_DRY_RUN, OPT_FLAG(0, "dry-run", d, "print the plan and stop"),)
#define OPT_KEEP_CAPS(d)	IF(CONFIG_CAPS, OPT_FLAG(0, "keep-caps", d, "keep capabilities got by -U over exec"),)
/* Their arguments are caps_option()'s. */
#define OPT_CAP_ADD(d)		IF(CONFIG_CAPS, OPT_LIST(0, "cap-add", "LIST", d, "with these capabilities as well"),)
#define OPT_CAP_DROP(d)		IF(CONFIG_CAPS, OPT_LIST(0, "cap-drop", "LIST", d, "without these, or without `all'"),)
/* And these plan_env()'s. */
#define OPT_ENV(d)		OPT_MANY('e', "env", "K[=V]", d, "set K, or take ours; K* takes all that start so")
#define OPT_ENV_FILE(d)		OPT_MANY(0, "env-file", "FILE", d, "as -e, for each line of FILE")

#endif
