# make demo     build and translate a few lines          make test      every test, in release mode
# make install  binary, model, man page, completions     make format    swift format in place; make lint checks it

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
BINARY := .build/release/translate
PACKAGES := libopenblas-dev libicu-dev libxxhash-dev libyaml-dev zlib1g-dev

.PHONY: demo build test prerequisites install format lint clean

build: prerequisites
	$(SWIFT) build -c release --product translate

demo: build
	@printf '%s\n' 'The file could not be opened.' 'Do you want to save the changes?' \
	  'The package is already installed.' | $(BINARY)
	@echo
	@echo "Now your own text:  echo 'Where is the file?' | $(BINARY)"

test: prerequisites
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build

prerequisites:
	@Tools/install-prerequisites $(PACKAGES)

format:
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift

clean:
	rm -rf .build
