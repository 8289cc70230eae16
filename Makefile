# Lockspire: one non-recursive Makefile. `make help` lists what it does.
SHELL       := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:

VARIANT     ?= release
B           ?= build
OUT         := $(B)/$(VARIANT)
BIN         := $(if $(filter release,$(VARIANT)),$(B)/bin,$(OUT)/bin)

CXX         := $(if $(filter fuzz,$(VARIANT)),clang++-19,g++)
CCACHE      := $(shell command -v ccache 2>/dev/null)
VERSION     := $(shell sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md 2>/dev/null | head -n 1)

WARN        := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast \
               -Wcast-qual -Wformat=2 -Wnon-virtual-dtor $(if $(CI),-Werror)
# g++ 12 sees uninitialised members in std::expected and std::optional where there are none.
GWARN       := -Wnull-dereference -Wduplicated-cond -Wlogical-op -Wno-maybe-uninitialized
HARDEN      := -fstack-protector-strong -fstack-clash-protection -fcf-protection \
               -ftrivial-auto-var-init=zero -D_GLIBCXX_ASSERTIONS -fPIE
SANITIZE_asan := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SANITIZE_tsan := -fsanitize=thread
SANITIZE_fuzz := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
                 -fsanitize-ignorelist=tests/fuzz/ignored.txt
SANITIZE    := $(SANITIZE_$(VARIANT))
OPT          = $(if $(SANITIZE),-O1 -g,-O2 -g1 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)

CPPFLAGS    += -Isrc -I. -DTOML_EXCEPTIONS=0
CXXFLAGS    += -std=c++23 $(OPT) $(WARN) $(if $(filter g++,$(CXX)),$(GWARN)) $(HARDEN) $(SANITIZE) -pthread
LDFLAGS     += -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(SANITIZE) -pthread
LDLIBS      := -lfcgi -lctemplate -lsqlite3 -lcjson -lcrypto

# Each folder of src/ is one archive, linked in layer order: programs first, base last.
LAYERS      := endpoints ops protocol host render store jose http outbound base
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
	@grep -hE '^[a-z0-9-]+:.*## ' Makefile | sed 's/.*## //' | awk -F': ' '{ printf "%-12s %s\n", $$1, $$2 }'

$(OUT)/%.o: %.cc
	@mkdir -p $(@D)
	@echo "  CXX $<"
	@$(CCACHE) $(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c $< -o $@

define archive
$(OUT)/lib/$(1).a: $(call objects,$(call layer_of,$(1)))
	@mkdir -p $$(@D)
	@rm -f $$@
	@ar rcsD $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call archive,$(l))))

$(BIN)/lockspire-%: $(OUT)/src/programs/%.o $(SHARED) $(ARCHIVES)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $< $(SHARED) $(ARCHIVES) $(LDLIBS) -o $@

$(BIN)/lockspire: $(call objects,$(CLI_SOURCES)) $(ARCHIVES)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(BIN)/lockspire-site: $(call objects,$(STACK_SOURCES)) $(ARCHIVES)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(BIN)/lockspire-bench: $(call objects,$(BENCH_SOURCES)) $(SHARED) $(ARCHIVES)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(UNIT): $(call objects,$(TEST_SOURCES)) $(SHARED) $(ARCHIVES)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -lboost_unit_test_framework -o $@

# The model test is the unit tests' support with a main of its own.
MODEL         := $(OUT)/model
MODEL_SOURCES := $(sort $(wildcard tests/model/*.cc)) \
                 $(filter-out tests/support/main.cc,$(sort $(wildcard tests/support/*.cc)))

$(MODEL): $(call objects,$(MODEL_SOURCES)) $(SHARED) $(ARCHIVES)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

# The version is the first one in the changelog.
VERSIONED := $(OUT)/tools/lockspire/version.o $(OUT)/tools/lockspire/man.o
$(VERSIONED): CPPFLAGS += -DLOCKSPIRE_VERSION='"$(VERSION)"'
$(VERSIONED): CHANGELOG.md

# Tests are compiled for a quick build, what they test is not.
$(OUT)/tests/%.o: OPT = $(if $(SANITIZE),-O1 -g,-O0)
$(OUT)/tests/%.o: CPPFLAGS += -DBOOST_TEST_DYN_LINK

.PHONY: unit
unit: $(UNIT) ## unit: unit tests; one suite with T=name
	$(UNIT) $(if $(T),--run_test=$(T)) --log_level=test_suite --color_output=no

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)

# --- documents that are generated from the tables that parse arguments -------------------------------

SHARE := $(B)/share
COMPLETION := $(SHARE)/bash-completion/completions/lockspire
DOCS  := $(SHARE)/man/man1/lockspire.1 $(SHARE)/man/man5/lockspire.toml.5 $(COMPLETION)

$(SHARE)/man/man1/lockspire.1: $(BIN)/lockspire
	@mkdir -p $(@D)
	@$< --generate man > $@

$(SHARE)/man/man5/lockspire.toml.5: $(BIN)/lockspire tools/lockspire/lockspire.toml
	@mkdir -p $(@D)
	@$< --generate config-man > $@

$(COMPLETION): $(BIN)/lockspire
	@mkdir -p $(@D)
	@$< --generate bash > $@

all: $(DOCS)

# --- tests ---------------------------------------------------------------------------------------------

FUZZERS := $(patsubst tests/fuzz/%.cc,%,$(filter-out tests/fuzz/replay.cc,$(wildcard tests/fuzz/*.cc)))
REPLAYS := $(FUZZERS:%=$(OUT)/replay/%)

$(OUT)/replay/%: $(OUT)/tests/fuzz/%.o $(OUT)/tests/fuzz/replay.o $(ARCHIVES)
	@mkdir -p $(@D)
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

# The other side of the JOSE oracle: signs and verifies what a story tells it.
JOSE_TOOL := $(OUT)/jose_tool
$(JOSE_TOOL): $(OUT)/tests/interop/jose_tool.o $(ARCHIVES)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

# Preloaded by the stories about bad disks.
FAILING_DISK := $(B)/failing_disk.so
$(FAILING_DISK): tests/faults/failing_disk.cc
	@mkdir -p $(@D)
	@$(CXX) -std=c++23 -O2 $(WARN) -fPIC -shared $< -o $@

# A disk whose flushes take 2 ms longer, for whoever preloads it.
SLOW_DISK := $(B)/slow_disk.so
$(SLOW_DISK): tests/soak/slow_disk.cc
	@mkdir -p $(@D)
	@$(CXX) -std=c++23 -O2 $(WARN) -fPIC -shared $< -o $@

RUN_TESTS := B=$(B) LOCKSPIRE_BIN=$(abspath $(BIN)) T=$(T) tests/run

.PHONY: deps test check lint e2e browser interop model faults soak spec
deps:
	@tools/install-deps test

test: deps ## test: install what is missing, then lints, unit tests, stories, browser (what CI runs)
	@$(MAKE) --no-print-directory check

check: all $(UNIT) $(MODEL) $(REPLAYS) $(JOSE_TOOL) $(SLOW_DISK) $(FAILING_DISK) ## check: the same with what is installed
	@$(RUN_TESTS)

lint: all ## lint: the lints alone
	@$(RUN_TESTS) lint
e2e: all $(SLOW_DISK) ## e2e: the end-to-end stories; some of them with T=name
	@$(RUN_TESTS) e2e
browser: all ## browser: the stories in headless Chromium
	@$(RUN_TESTS) browser
interop: all $(JOSE_TOOL) ## interop: openid-client, oauth4webapi and mod_auth_openidc as relying parties
	@$(RUN_TESTS) interop
model: $(MODEL) ## model: threads and processes race, each answer held against a model; SEED=n, S=seconds
	@$(MODEL) $(if $(SEED),--seed $(SEED)) --seconds $(or $(S),6)
faults: all $(FAILING_DISK) ## faults: kill -9, bad disks, jumping clocks, slow peers, restarts; some with T=name
	@$(RUN_TESTS) faults
soak: all $(UNIT) $(MODEL) $(SLOW_DISK) $(FAILING_DISK) ## soak: what goes on, for S (120) seconds each, and tests/soak/ (hours); T=name
	@SOAK=$(or $(S),$(SOAK),120) $(RUN_TESTS) soak
spec: ## spec: how many requirements of the RFCs are covered
	@tests/lint/spec.sh

# --- sanitizers, fuzzing, linting with clang -----------------------------------------------------------

.PHONY: asan tsan fuzz tidy format
# Programs, unit tests, model and fuzz targets of a variant, without the documents.
.PHONY: variant
variant: $(PROGRAM_BINS) $(TOOL_BINS) $(UNIT) $(MODEL) $(REPLAYS)

asan: ## asan: unit tests, model, corpora and main stories under address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory VARIANT=asan variant
	@B=$(B) tests/sanitized asan
tsan: ## tsan: the same under the thread sanitizer
	@$(MAKE) --no-print-directory VARIANT=tsan variant
	@B=$(B) tests/sanitized tsan

FUZZ_SECONDS ?= $(or $(T),60)
$(OUT)/fuzz/%: $(OUT)/tests/fuzz/%.o $(ARCHIVES)
	@mkdir -p $(@D)
	@$(CXX) $(LDFLAGS) -fsanitize=fuzzer $^ $(LDLIBS) -o $@
fuzz: ## fuzz: each parser with libFuzzer for a minute, or T=seconds; what they find goes to build/fuzz
	@$(MAKE) --no-print-directory VARIANT=fuzz $(FUZZERS:%=$(B)/fuzz/fuzz/%)
	@for f in $(FUZZERS); do mkdir -p $(B)/fuzz/corpus/$$f; echo "== $$f"; \
	  $(B)/fuzz/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -verbosity=0 -print_final_stats=1 \
	    -artifact_prefix=$(B)/fuzz/ $(B)/fuzz/corpus/$$f tests/fuzz/corpus/$$f || exit 1; done

TIDY_SOURCES = $(SOURCES) $(CLI_SOURCES) $(STACK_SOURCES) $(BENCH_SOURCES)
tidy: ## tidy: clang-tidy over src/ and tools/
	@printf '%s\n' $(TIDY_SOURCES) | xargs -P 2 -n 4 sh -c \
	  'clang-tidy-19 --quiet "$$@" -- $(CPPFLAGS) -std=c++23' tidy
format: ## format: clang-format every C++ file
	@git ls-files -co --exclude-standard | grep -E '\.(cc|h)$$' | xargs clang-format-19 -i

# --- running it ----------------------------------------------------------------------------------------

.PHONY: demo bench bench-peers install deb clean
demo: ## demo: a complete throw-away site with a partner app, on http://localhost:8080 (PORT=N)
	@tools/install-deps demo
	@$(MAKE) --no-print-directory all
	@PORT=$(or $(PORT),8080) exec tools/demo/run

bench: all $(SLOW_DISK) ## bench: requests per second, latency and memory of each endpoint; flags with BENCH='--seconds 5'
	@tools/bench/run $(BENCH)

bench-peers: all ## bench-peers: the same beside oidc-provider and Glewlwyd, in turn; flags with BENCH=
	@tools/bench/peers/run $(BENCH)

PREFIX ?= /usr
D       = $(DESTDIR)$(PREFIX)
install: all ## install: into DESTDIR, with PREFIX (/usr)
	install -d $(D)/bin $(D)/lib/lockspire $(D)/share/lockspire/templates/assets $(D)/share/lockspire/templates/host \
	  $(D)/share/lockspire/systemd $(D)/share/lockspire/schema/sqlite $(D)/share/lockspire/nginx \
	  $(D)/share/man/man1 $(D)/share/man/man5 $(D)/share/man/man8 $(D)/share/bash-completion/completions
	install -m 755 $(BIN)/lockspire $(D)/bin/lockspire
	install -m 755 $(PROGRAM_BINS) $(D)/lib/lockspire/
	install -m 644 templates/*.tpl $(D)/share/lockspire/templates/
	install -m 644 templates/assets/* $(D)/share/lockspire/templates/assets/
	install -m 644 templates/host/* $(D)/share/lockspire/templates/host/
	install -m 644 systemd/* $(D)/share/lockspire/systemd/
	install -m 644 schema/sqlite/*.sql $(D)/share/lockspire/schema/sqlite/
	install -m 644 nginx/*.conf $(D)/share/lockspire/nginx/
	install -m 644 tools/lockspire/lockspire.toml $(D)/share/lockspire/lockspire.toml
	install -m 644 $(SHARE)/man/man1/lockspire.1 $(D)/share/man/man1/
	install -m 644 $(SHARE)/man/man5/lockspire.toml.5 $(D)/share/man/man5/
	install -m 644 tools/man/*.8 $(D)/share/man/man8/
	for p in $(PROGRAMS); do ln -sf lockspire-programs.8 $(D)/share/man/man8/lockspire-$$p.8 || exit 1; done
	install -m 644 $(COMPLETION) $(D)/share/bash-completion/completions/

deb: all ## deb: the Debian package of what is built, into build/deb
	@B=$(B) tools/make-deb

clean: ## clean: remove build/
	rm -rf $(B)
