/// Files whose keys are known: which of them hold text for people.
enum KnownFiles {
  /// nil for a file that nothing is known of.
  static func filter(_ file: String, topKeys: Set<String>, _ source: SourceText) -> KeyFilter? {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    for rule in rules
    where rule.patterns.contains(where: { KeyFilter.matches($0, name) || KeyFilter.matches("*/\($0)", file) }) {
      return filter(rule.keys)
    }
    for rule in schemas where rule.signs.allSatisfy({ hasTopKey($0, source) }) { return filter(rule.keys) }
    return nil
  }

  private static func filter(_ keys: [String]) -> KeyFilter {
    KeyFilter(included: keys.isEmpty ? ["-"] : keys, excluded: [])
  }

  /// Whether a key stands at the start of a line of YAML, or in quotes near the start of JSON.
  private static func hasTopKey(_ key: String, _ source: SourceText) -> Bool {
    let start = source.string(source.start..<min(source.bytes.count, source.start + 4000))
    if source.format == .json { return start.contains("\"\(key)\"") }
    return ("\n" + start).contains("\n\(key):")
  }

  private struct Rule {
    var patterns: [String]
    var keys: [String]
  }

  private static let rules: [Rule] = table(names).map { Rule(patterns: $0.0, keys: $0.1) }
  private static let schemas: [(signs: [String], keys: [String])] = table(signs).map { ($0.0, $0.1) }

  private static func table(_ text: String) -> [([String], [String])] {
    text.split(separator: "\n").map { line in
      let parts = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.split(separator: " ").map(String.init)
      }
      return (parts[0], parts.count > 1 ? parts[1] : [])
    }
  }

  /// Names of files (globs), and the keys that are text.
  private static let names = """
    package.json composer.json | description
    package-lock.json composer.lock *.lock.json yarn.lock pnpm-lock.yaml |
    tsconfig*.json jsconfig.json .eslintrc* .prettierrc* babel.config.json .babelrc turbo.json nx.json lerna.json |
    renovate.json dependabot.yml .pre-commit-config.yaml .gitlab-ci.yml .travis.yml appveyor.yml codecov.yml |
    workflows/*.yml workflows/*.yaml azure-pipelines*.yml bitbucket-pipelines.yml Jenkinsfile.yaml |
    action.yml action.yaml | description inputs.*.description outputs.*.description
    docker-compose*.yml docker-compose*.yaml compose.yml compose.yaml |
    manifest.webmanifest manifest.json site.webmanifest | name short_name description shortcuts.*.name shortcuts.*.description
    _locales/*/messages.json | *.message
    mkdocs.yml mkdocs.yaml | site_name site_description nav.** copyright
    _config.yml _config.yaml hugo.yml hugo.yaml hugo.toml hugo.json config.toml | title description tagline subtitle params.description params.tagline params.subtitle menu.**.name menus.**.name languages.**.title
    pubspec.yaml | description
    Cargo.toml | package.description
    pyproject.toml | project.description tool.poetry.description
    netlify.toml vercel.json firebase.json .readthedocs.yaml .readthedocs.yml |
    openapi.json openapi.yaml openapi.yml swagger.json swagger.yaml swagger.yml | **.description **.summary info.title
    *.schema.json | **.description **.title
    CITATION.cff | abstract title message
    environment.yml environment.yaml conda.yaml |
    Chart.yaml | description
    devcontainer.json .vscode/*.json |
    """

  /// Keys at the top of a file that say what it is.
  private static let signs = """
    openapi paths | **.description **.summary info.title
    swagger paths | **.description **.summary info.title
    $schema properties | **.description **.title
    apiVersion kind |
    jobs on |
    compilerOptions |
    """
}
