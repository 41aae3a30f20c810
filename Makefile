# make demo     build and translate a few lines          make test      every test, in release mode
# make check    what a change must pass: format, imports, tests, examples
# make sanitize the tests under a sanitizer (SANITIZER=address, undefined, thread)
# make fuzz     broken bytes for every reader: SECONDS=60 each, ONLY='safetensors npz' for some
# make docs     the libraries' reference, in .build/docs
# make install  binary, model (quantised; WEIGHTS=as-is: as it is), man page, completions
# make uninstall what that put in place, under the same PREFIX
# make corpus   training text from Debian packages (4.1 GB of downloads, kept in ~/.cache/translate); SMOKE=1: a small one
# make model    train the English-German model on that text (a day on two cores; goes on where it stopped);
#               DIRECTION='de en': the other way round; SMOKE=1: a tiny one in a minute
# make service-demo   build the service, start it and print the page's address
# make install-service   translate-server beside translate, for 'translate serve'
# make check-service, check-page   the service with clients of LibreTranslate and DeepL; its page in Chromium
# make check-spark   the example for Spark, on a cluster of two executors
# make format   swift format in place                    make lint      check it

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
BINARY := .build/release/translate
STATIC_BINARY := .build/static/release/translate
# What tests compare with.
TEST_PACKAGES := gettext libxml2-utils cmark-gfm xxhash zstd xz-utils bzip2
PACKAGES := libopenblas0 libicu-dev libxxhash-dev libyaml-dev zlib1g-dev libxml2-dev libgettextpo-dev libmd4c-dev libsqlite3-dev libzip-dev libcld2-0

.PHONY: demo build test check imports examples sanitize fuzz docs corpus model evaluate prerequisites static \
  install uninstall service service-demo install-service check-service check-page check-spark format lint clean

build:
	@Tools/install-prerequisites --check $(PACKAGES)
	$(SWIFT) build -c release --product translate

demo: prerequisites build
	@printf '%s\n' 'The file could not be opened.' 'Do you want to save the changes?' \
	  'The package is already installed.' | $(BINARY)
	@echo
	@echo "Now your own text:  echo 'Where is the file?' | $(BINARY)"

test: prerequisites
	@Tools/install-prerequisites $(TEST_PACKAGES)
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build --disable-xctest

check: lint imports test examples

# Every room may import only what Package.swift says.
imports:
	$(SWIFT) build -c release --explicit-target-dependency-import-check error

# Programs that use the libraries; they have a build directory of their own.
examples:
	$(SWIFT) build -c release --package-path Examples

SANITIZER ?= address
sanitize:
	Tools/sanitize $(SANITIZER)

SECONDS ?= 60
fuzz:
	Tools/fuzz $(SECONDS) $(ONLY)

docs: build
	Tools/docs

# The installed program carries the Swift libraries in itself, so that it runs where there is no toolchain.
static:
	@Tools/install-prerequisites --check $(PACKAGES)
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path .build/static --product translate

install: static
	Tools/install-files $(STATIC_BINARY) "$(DESTDIR)$(PREFIX)"

uninstall:
	Tools/install-files --remove "$(DESTDIR)$(PREFIX)"

service: prerequisites
	$(SWIFT) build -c release --product translate-server

service-demo: service
	.build/release/translate-server --suggestions

install-service: install
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path .build/static --product translate-server
	install -D -m 755 -s .build/static/release/translate-server "$(DESTDIR)$(PREFIX)/bin/translate-server"

check-service: service
	Tools/check-service

check-page: service
	Tools/check-page

check-spark: build
	Tools/check-spark

# BLEU and chrF (beam 5) of the model on test sets: make evaluate SETS="path/to/set another" (set.en, set.de).
evaluate: build
	Tools/evaluate $(SETS)

corpus: build
	$(BINARY) corpus build Corpora/en-de.yaml $(if $(SMOKE),--smoke --output Corpora/built/smoke)

SMOKE_MODEL := --dim-emb 32 --transformer-dim-ffn 64 --transformer-heads 2 --enc-depth 2 --dec-depth 1 \
  --after-updates 60 --lr-warmup 20 --lr-cooldown 20 --valid-freq 30
DIRECTION ?= en de

model: corpus
	Corpora/model.sh Corpora/built/$(if $(SMOKE),smoke,en-de) Runs/$(if $(SMOKE),smoke-)$(subst $() ,-,$(DIRECTION)) \
	  $(DIRECTION) $(if $(SMOKE),$(SMOKE_MODEL))

prerequisites:
	@Tools/install-prerequisites $(PACKAGES)

format:
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift

clean:
	rm -rf .build
