// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house, in the order in which they may import each other: each target names only targets above it.
// Documentation/architecture.md says what lives where.
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
  name: "translate",
  products: [
    .executable(name: "translate", targets: ["translate"]),
    .executable(name: "translate-server", targets: ["translate-server"]),
    .library(name: "Translation", targets: ["Translation"]),
    .library(name: "Documents", targets: ["Documents"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
    .library(name: "Subwords", targets: ["Subwords"]),
    .library(name: "Training", targets: ["Training"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    // Of the service only: neither the libraries nor the filter build or load them.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // System libraries, found through pkg-config.
    .systemLibrary(name: "CICU", pkgConfig: "icu-i18n", providers: [.apt(["libicu-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CMD4C", pkgConfig: "md4c", providers: [.apt(["libmd4c-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

    // Libraries that are opened when they are first called: libzip, SQLite and libgettextpo (Debian: libzip-dev,
    // libsqlite3-dev, libgettextpo-dev).
    .target(name: "CLoader", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "CLibZip", dependencies: ["CLoader"]),
    .target(name: "CSQLite", dependencies: ["CLoader"]),
    .target(name: "CGettextPO", dependencies: ["CLoader"]),

    // C: shims over ICU, OpenBLAS and CLD2 (both opened at run time), and the CPU kernels.
    .target(name: "CUnicode", dependencies: ["CICU"]),
    .target(name: "CCLD2", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "COpenBLAS", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "CKernels"),

    .target(name: "Basics"),
    .target(name: "Threads"),
    .target(name: "IO", dependencies: ["CXXHash", "CZlib"]),
    .target(name: "YAML", dependencies: ["CYAML"]),
    .target(name: "Text", dependencies: ["CUnicode", "CCLD2"]),
    .target(name: "Subwords", dependencies: ["Text", "IO"]),
    .target(name: "Terminology", dependencies: ["IO"]),
    .target(name: "SentencePiece", dependencies: ["IO"]),
    .target(name: "Tensors", dependencies: ["CKernels", "COpenBLAS"]),
    .target(name: "Transformer", dependencies: ["Tensors", "IO", "CKernels"]),
    .target(name: "Decoding", dependencies: ["Basics"]),
    .target(name: "Documents", dependencies: ["Text", "CLibXML2", "CLibZip", "CMD4C", "CYAML"]),
    .target(name: "Evaluation", dependencies: ["Basics", "Threads", "IO", "CUnicode"]),
    .target(
      name: "Corpora",
      dependencies: [
        "Basics", "IO", "YAML", "Text", "Subwords", "Terminology", "CXXHash", "CLibXML2", "CGettextPO",
      ]),
    .target(
      name: "Translation",
      dependencies: [
        "Threads", "IO", "Text", "Subwords", "SentencePiece", "Terminology", "Tensors", "Transformer", "Decoding",
        "Documents", logging,
      ]),
    .target(
      name: "Interchange",
      dependencies: [
        "Basics", "Threads", "IO", "YAML", "Text", "Subwords", "SentencePiece", "Tensors", "Transformer",
        "Translation", "CKernels", "CZlib",
      ]),
    .target(name: "Memory", dependencies: ["CSQLite", "IO", "Text", "Translation"]),
    .target(
      name: "Jobs",
      dependencies: [
        "Memory", "CXXHash", "Basics", "Threads", "IO", "Documents", "Translation", "Evaluation",
        logging,
      ]),
    .target(
      name: "Training",
      dependencies: [
        "CKernels", "Basics", "Threads", "IO", "YAML", "Subwords", "Tensors", "Transformer", "Decoding", "Evaluation",
        "Corpora", "Terminology", "Translation",
      ]),
    .executableTarget(
      name: "translate",
      dependencies: [
        "Basics", "Threads", "IO", "Subwords", "Terminology", "Tensors", "Transformer", "Decoding", "Documents",
        "Training", "Evaluation", "Corpora", "Translation", "Interchange", "Memory", "Jobs",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        logging,
      ]),
    .target(
      name: "Service",
      dependencies: [
        "Threads", "IO", "Text", "Transformer", "Documents", "Decoding", "Translation", "Memory",
        "Jobs", logging,
      ],
      resources: [
        .embedInCode("Page/Files/page.html"), .embedInCode("Page/Files/page.css"), .embedInCode("Page/Files/page.js"),
        .embedInCode("Page/Files/words.js"), .embedInCode("Page/Files/service.js"),
        .embedInCode("Page/Files/documents.js"),
        .embedInCode("Page/Files/icon.svg"), .embedInCode("Page/Files/openapi.json"),
      ]),
    .executableTarget(
      name: "translate-server",
      dependencies: [
        "Threads", "YAML", "Service", "Translation", "Transformer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        logging,
      ]),

    // What tests share.
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "IOTests", dependencies: ["IO", "TestSupport"]),
    .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
    .testTarget(name: "TextTests", dependencies: ["Text"]),
    .testTarget(name: "SubwordsTests", dependencies: ["Subwords", "Text"], resources: [.copy("Golden")]),
    .testTarget(
      name: "SentencePieceTests", dependencies: ["SentencePiece", "TestSupport"], resources: [.copy("Golden")]),
    .testTarget(name: "TerminologyTests", dependencies: ["Terminology"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "CKernels"]),
    .testTarget(name: "TransformerTests", dependencies: ["Transformer", "Tensors"]),
    .testTarget(name: "DecodingTests", dependencies: ["Decoding"]),
    .testTarget(
      name: "CorporaTests", dependencies: ["Corpora", "Terminology", "Subwords", "Text", "Basics", "TestSupport"]),
    .testTarget(name: "DocumentsTests", dependencies: ["Documents", "Text", "CLibXML2"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Basics", "Threads", "Subwords", "Terminology", "Tensors", "Transformer", "Translation", "Corpora",
        "Evaluation",
      ], resources: [.copy("Golden")]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"], resources: [.copy("Golden")]),
    .testTarget(
      name: "TranslationTests",
      dependencies: [
        "Translation", "Subwords", "Terminology", "Transformer", "Decoding", "IO", "Threads", "TestSupport", logging,
      ]),
    .testTarget(
      name: "InterchangeTests",
      dependencies: [
        "Interchange", "IO", "Subwords", "Tensors", "Transformer", "Decoding", "Translation", "TestSupport",
      ],
      resources: [.copy("Golden")]),
    .testTarget(
      name: "CommandTests", dependencies: ["translate", "Translation", "Terminology", "IO", "TestSupport"],
      resources: [.copy("Golden")]),
    .testTarget(name: "MemoryTests", dependencies: ["Memory", "Text"]),
    .testTarget(name: "JobsTests", dependencies: ["Jobs", "Memory", "Documents", "Translation", "IO", logging]),
    .testTarget(
      name: "ServiceTests", dependencies: ["Service", "IO", "Documents", "Text", "Transformer", "Translation"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)

// libFuzzer's targets (Tools/fuzz): they need a build of their own.
if Context.environment["TRANSLATE_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "IO", "Subwords", "SentencePiece", "Tensors", "Transformer", "Documents", "Corpora", "Translation",
        "Interchange", "Training",
      ],
      path: "Tests/Fuzz", exclude: ["Seeds"], swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}
