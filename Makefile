# Lockspire: one non-recursive Makefile. `make help` lists what it does.
SHELL       := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:

VARIANT     ?= release
B           ?= build
OUT         := $(B)/$(VARIANT)
BIN         := $(B)/bin

CXX         := $(if $(filter fuzz,$(VARIANT)),clang++-19,g++)
CCACHE      := $(shell command -v ccache 2>/dev/null)
VERSION     := $(shell sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md 2>/dev/null | head -n 1)

WARN        := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast \
               -Wcast-qual -Wformat=2 -Wnon-virtual-dtor $(if $(CI),-Werror)
GWARN       := -Wnull-dereference -Wduplicated-cond -Wlogical-op
HARDEN      := -fstack-protector-strong -fstack-clash-protection -fcf-protection \
               -ftrivial-auto-var-init=zero -D_GLIBCXX_ASSERTIONS -fPIE
SANITIZE_asan := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SANITIZE_tsan := -fsanitize=thread
SANITIZE_fuzz := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
SANITIZE    := $(SANITIZE_$(VARIANT))
OPT         := $(if $(SANITIZE),-O1 -g,-O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)

CPPFLAGS    += -Isrc -I. -DLOCKSPIRE_VERSION='"$(VERSION)"' -DTOML_EXCEPTIONS=0
CXXFLAGS    += -std=c++23 $(OPT) $(WARN) $(if $(filter g++,$(CXX)),$(GWARN)) $(HARDEN) $(SANITIZE) -pthread
LDFLAGS     += -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(SANITIZE) -pthread
LDLIBS      := -lfcgi -lctemplate -lsqlite3 -lcjson -lcrypto

# Each folder of src/ is one archive, linked in layer order: programs first, base last.
LAYERS      := endpoints ops protocol host render store jose http base
SOURCES     := $(shell find src -name '*.cc' | sort)
LIB_SOURCES := $(filter-out src/programs/%,$(SOURCES))
objects      = $(patsubst %.cc,$(OUT)/%.o,$(1))
layer_of     = $(filter src/$(1)/%,$(LIB_SOURCES))
ARCHIVES    := $(foreach l,$(LAYERS),$(if $(call layer_of,$(l)),$(OUT)/lib/$(l).a))

# A program is a file of src/programs/ with a main(): the rest of that folder is shared by them.
MAINS       := $(shell grep -l '^int main' src/programs/*.cc 2>/dev/null)
PROGRAMS    := $(patsubst src/programs/%.cc,%,$(MAINS))
SHARED      := $(call objects,$(filter-out $(MAINS),$(filter src/programs/%,$(SOURCES))))
CLI_SOURCES := $(sort $(wildcard tools/lockspire/*.cc))
STACK_SOURCES := $(sort $(wildcard tools/site/*.cc))
BENCH_SOURCES := $(sort $(wildcard tools/bench/*.cc))

PROGRAM_BINS := $(PROGRAMS:%=$(BIN)/lockspire-%)
TOOL_BINS   := $(if $(CLI_SOURCES),$(BIN)/lockspire) $(if $(STACK_SOURCES),$(BIN)/lockspire-site) \
               $(if $(BENCH_SOURCES),$(BIN)/lockspire-bench)

TEST_SOURCES := $(shell find tests/unit tests/support -name '*.cc' 2>/dev/null | sort)
UNIT        := $(OUT)/unit

.PHONY: all help
all: $(PROGRAM_BINS) $(TOOL_BINS) ## all: build programs and tools into build/

help: ## help: this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/.*## //' | awk -F': ' '{ printf "%-12s %s\n", $$1, $$2 }'

$(OUT)/%.o: %.cc
	@mkdir -p $(@D)
	$(CCACHE) $(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c $< -o $@

define archive
$(OUT)/lib/$(1).a: $(call objects,$(call layer_of,$(1)))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcsD $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call archive,$(l))))

$(BIN)/lockspire-%: $(OUT)/src/programs/%.o $(SHARED) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $< $(SHARED) $(ARCHIVES) $(LDLIBS) -o $@

$(BIN)/lockspire: $(call objects,$(CLI_SOURCES)) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(BIN)/lockspire-site: $(call objects,$(STACK_SOURCES)) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(BIN)/lockspire-bench: $(call objects,$(BENCH_SOURCES)) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(UNIT): $(call objects,$(TEST_SOURCES)) $(SHARED) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(LDLIBS) -lboost_unit_test_framework -o $@

$(OUT)/tests/%.o: CPPFLAGS += -DBOOST_TEST_DYN_LINK

.PHONY: unit
unit: $(UNIT) ## unit: unit tests; one suite with T=name
	$(UNIT) $(if $(T),--run_test=$(T)) --log_level=test_suite --color_output=no

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
