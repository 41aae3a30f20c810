// swift-tools-version: 6.2
import PackageDescription

// Programs that use the libraries as anybody would: swift run --package-path Examples -c release filter
let package = Package(
  name: "examples",
  dependencies: [.package(name: "translate", path: "..")],
  targets: [
    .executableTarget(name: "filter", dependencies: [.product(name: "Translation", package: "translate")]),
    .executableTarget(name: "batch", dependencies: [.product(name: "Translation", package: "translate")]),
    .executableTarget(
      name: "document",
      dependencies: [
        .product(name: "Translation", package: "translate"), .product(name: "Documents", package: "translate"),
      ]),
    .executableTarget(name: "score", dependencies: [.product(name: "Evaluation", package: "translate")]),
    .executableTarget(
      name: "train",
      dependencies: [
        .product(name: "Training", package: "translate"), .product(name: "Subwords", package: "translate"),
        .product(name: "Translation", package: "translate"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
