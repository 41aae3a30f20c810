import FoundationEssentials
import Service
import Testing

@Suite struct StreamingTests {
  @Test func sentenceBySentence() async throws {
    let service = try TestService()
    let answer = await service.send(
      "POST", "/v1/translate", type: "application/json",
      body: #"{"text":"One here.  Two there.\n","source":"en","target":"de"}"#,
      headers: ["accept": "application/x-ndjson"])
    let lines = try answer.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    let outline = try #require(lines.first?[key: "outline"]?.array?.first)
    #expect(outline[key: "before"] == ["", "  "] && outline[key: "after"] == "\n")
    #expect(outline[key: "sources"] == ["One here.", "Two there."])
    let results = lines.compactMap { $0[key: "result"]?[key: "translation"]?.string }
    #expect(results.sorted() == ["ONE HERE.", "TWO THERE."])
    #expect(lines.last?[key: "translations"]?.array?.first?[key: "text"] == "ONE HERE.  TWO THERE.\n")
  }

  @Test func errorsBeforeTheFirstSentenceAreAnswers() async throws {
    let service = try TestService()
    let answer = await service.send(
      "POST", "/v1/translate", type: "application/json", body: #"{"text":"One","source":"en","target":"zz"}"#,
      headers: ["accept": "application/x-ndjson"])
    #expect(answer.status == 400 && answer.json[key: "error"] == "zz is not supported")
  }

  /// What was accepted is there after the process has ended, however it ended.
  @Test func storesOutliveTheService() async throws {
    let directory = FileManager.default.temporaryDirectory.path + "/service-\(RandomID.make(bytes: 8))"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var settings = ServiceSettings()
    settings.acceptsSuggestions = true
    let document = DocumentStore.Document(
      id: "d", key: "k", tenant: "", name: "a.txt", pair: LanguagePair(source: "en", target: "de"), created: 1)
    do {
      let service = try TestService(settings: settings, directory: directory)
      _ = await service.send("POST", "/suggest", query: "q=Hi&s=Hallo&source=en&target=de")
      try service.api.stores.documents.add(document, bytes: Array("Hello.".utf8))
      _ = try service.api.stores.keys.add(APIKey(name: "me"))
    }
    let service = try TestService(settings: settings, directory: directory)
    let answer = await service.post("/translate", #"{"q":"Hi","source":"en","target":"de"}"#)
    #expect(answer.json[key: "translatedText"] == "Hallo")
    #expect(try service.api.stores.keys.list().map(\.name) == ["me"])
    try service.api.documents.resume()
    var found = try service.api.stores.documents.find("d")
    for _ in 0..<200 where found?.state != .done {
      try await Task.sleep(for: .milliseconds(10))
      found = try service.api.stores.documents.find("d")
    }
    #expect(found?.state == .done)
    #expect(try service.api.stores.documents.result(of: "d") == Array("HELLO.".utf8))
  }

  /// The description has all routes, and no others.
  @Test func descriptionOfTheAPI() throws {
    let description = try JSONValue(parsing: Array(Assets.openAPI.utf8))
    guard case .object(let paths)? = description[key: "paths"] else {
      Issue.record("no paths")
      return
    }
    var described: Set<String> = []
    for (path, methods) in paths {
      guard case .object(let methods) = methods else { continue }
      for method in methods.keys { described.insert("\(method.uppercased()) \(path)") }
    }
    let routes = Set(TranslationAPI.router.routes.map { "\($0.method) \($0.path)" })
    #expect(routes.subtracting(described).sorted() == [])
    #expect(described.subtracting(routes).sorted() == [])
  }
}
