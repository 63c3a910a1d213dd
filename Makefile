# make help lists the targets.  CONFIG= names a file of configs/; nothing is
# written outside build/, except by install.
MAKEFLAGS += -r
CONFIG	= configs/default.h
CC	= musl-gcc
AR	= ar
PREFIX	= /usr/local
CFLAGS	= $(small) $(whole)
LDFLAGS	=
STRIP	= -s
Q	= $(if $(filter 1,$(V)),,@)
silent	= $(findstring s,$(filter-out --%,$(firstword -$(MAKEFLAGS))))
say	= $(if $(filter 1,$(V))$(silent),,@printf '  %-7s %s\n' $(1) $(2))

VERSION	= 0.1
config	= $(basename $(notdir $(CONFIG)))
out	= build/$(config)
bin	= $(DESTDIR)$(PREFIX)/bin
warn	= -Wall -Wextra -Wshadow -Wpedantic -Wundef -Wvla -Wstrict-prototypes -Wmissing-prototypes
# What not every compiler and machine has.  Nothing here computes with fractions:
# no variadic function needs to save their registers, or to be told that none is used.
accepts	= $(shell $(CC) -Werror $(1) -E -x c /dev/null >/dev/null 2>&1 && echo $(1) || echo $(2))
small	:= $(call accepts,-Oz,-Os) $(call accepts,-malign-data=abi)
# gcc looks at the program as a whole, in one piece: what has one caller is part of it.
# The last two are worth 0.3 % then.
whole	:= $(call accepts,-flto -flto-partition=one -fipa-pta -fno-move-loop-invariants)
regs	:= $(call accepts,-mgeneral-regs-only) $(call accepts,-mskip-rax-setup)
# Where the stack's guard is: musl sets the plain variable, too, and it is
# shorter to reach than a thread's.
guard	:= $(call accepts,-mstack-protector-guard=global)
flags	= -std=c11 -D_GNU_SOURCE $(warn) -fno-pie -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables \
	  -fstack-protector-strong $(guard) $(regs) -Ilibbb -Iapplets -DVERSION='"$(VERSION)"' \
	  -include $(CONFIG) -include configs/options.h
# libc's start files, but where libbb/start.c is what is started
start	= $(shell $(CC) -E libbb/start.c | grep -q ^_start && echo -nostartfiles)
link	= -static -no-pie $(start) $(STRIP) -Wl,--gc-sections,--build-id=none \
	  -Wl,-z,noseparate-code,-z,norelro,-z,common-page-size=16 \
	  -fdata-sections -Wl,--sort-section=alignment	# small variables side by side: fewer pages are touched

finish	= $(Q)configs/shorten $(if $(STRIP),,-k) $@

# The names that CONFIG puts into the box, of a box for another machine too.
listed	= printf '\#define APPLET(name, on, text) on name\n\#include "applets/applets.h"\n' | \
	  $(CC) -E -P -I. -include $(CONFIG) -include configs/options.h - | sed -n 's/^1 //p'

applets	= $(basename $(notdir $(filter-out applets/main.c,$(wildcard applets/*.c))))
sources	= $(sort $(wildcard libbb/*.c) $(applets:%=applets/%.c))
objects	= $(sources:%.c=$(out)/%.o)

all: $(out)/busyns  ## the box, build/CONFIG/busyns (default)
$(applets): %: $(out)/%  ## one applet alone, build/CONFIG/APPLET

# The directories: a source that was removed must leave the box, too.
$(out)/busyns: $(out)/applets/main.o $(objects) applets libbb
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(link) $(LDFLAGS) -o $@ $(filter %.o,$^)
	$(finish)

$(applets:%=$(out)/%): $(out)/%: $(out)/single/%.o $(objects) applets libbb
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(link) $(LDFLAGS) -o $@ $(filter %.o,$^)
	$(finish)

$(applets:%=$(out)/single/%.o): $(out)/single/%.o: applets/main.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(flags) $(CFLAGS) -DSINGLE=$* -MMD -MP -c -o $@ $<

$(objects) $(out)/applets/main.o: $(out)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(flags) $(CFLAGS) -MMD -MP -c -o $@ $<

# What a fuzz target takes its parser out of; it may have another libc.
parsers	= $(filter-out %/libc.o %/start.o,$(objects))
$(out)/lib.a: $(parsers) applets libbb
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcD $@ $(parsers)

.PHONY: all $(applets) demo check bench sizes bloat docs install clean help config-list config-check fresh
demo:  ## install what is missing, build, enter a real container whose daemon is dead
	tests/setup demo
	$(MAKE) -s all
	tests/demo
check:  ## install what is missing, run every test
	tests/setup check
	tests/run
bench: all  ## start-up time and system calls of nsenter; nsexec; nsls; beside their peers
	tests/bench/startup.sh
	tests/bench/nsexec.sh
	tests/bench/nsls.sh
fresh:  ## demo and check in a fresh Debian chroot
	tests/fresh demo check
sizes:  ## bytes of each configuration, and the price of each option
	tests/sizes
bloat:  ## make bloat BASE=rev: what grew since rev
	tests/bloat $(BASE)
docs: $(out)/busyns  ## man pages and completions of the box, in build/docs
	@mkdir -p build/docs
	$(Q){ $< --install --usage-dump 2>/dev/null; $< --help; } | \
		awk -v version=$(VERSION) -f applets/man.awk - >build/docs/busyns.8
	$(Q)for applet in $$($< --list); do \
		{ $< $$applet --usage-dump; $< $$applet --help; } | \
		awk -v version=$(VERSION) -f applets/man.awk - applets/$$applet.c >build/docs/$$applet.8 || exit 1; \
	done
	$(Q)for shell in bash:busyns.bash zsh:_busyns fish:busyns.fish; do \
		{ $< --help; $< --install --usage-dump 2>/dev/null; \
		for applet in $$($< --list); do $< $$applet --help; $< $$applet --usage-dump; done; } | \
		awk -v shell=$${shell%:*} -f applets/complete.awk >build/docs/$${shell#*:} || exit 1; \
	done
config-list:  ## the build options, their values in CONFIG, their meanings
	@CC='$(CC)' configs/options list $(CONFIG)
config-check:  ## unknown, unused and undocumented build options
	@CC='$(CC)' configs/options check
install: $(out)/busyns  ## the box and its links, under DESTDIR and PREFIX
	umask 022 && mkdir -p '$(bin)'
	cp $(out)/busyns '$(bin)/.busyns.new'
	chmod 755 '$(bin)/.busyns.new'
	mv -f '$(bin)/.busyns.new' '$(bin)/busyns'
	for applet in $$($(listed)); do \
		ln -sf busyns '$(bin)'/.$$applet.new && \
		mv -f '$(bin)'/.$$applet.new '$(bin)'/$$applet || exit 1; \
	done
clean:  ## remove build/
	rm -rf build
help:  ## this list
	@awk -F ':.*## ' '/^[a-z$$()%: -]*:.*## / { sub(/^\$$\(applets\)/, "APPLET", $$1); printf "%-14s %s\n", $$1, $$2 }' Makefile

-include $(objects:.o=.d) $(out)/applets/main.d $(applets:%=$(out)/single/%.d)
