import Service
import Testing
import Text

/// Limits of clients and keys, and languages as they are found.
@Suite struct LimitTests {
  private let pair = #""source":"en","target":"de""#

  @Test func aKeyHasLimitsOfItsOwn() async throws {
    var settings = ServiceSettings()
    settings.characterLimit = 10
    let service = try TestService(settings: settings)
    let key = try service.api.stores.keys.add(APIKey(name: "me", rate: 1, characters: 20))
    let headers = ["authorization": "Bearer \(key)"]
    let long = #"{"q":"Sixteen letters.",\#(pair)}"#
    #expect(await service.post("/translate", long).status == 400)
    // One a minute: a busy machine may take as long as that, but not each time.
    #expect(await service.post("/translate", long, headers: headers).status == 200)
    var late = await service.post("/translate", long, headers: headers)
    for _ in 0..<5 where late.status != 429 { late = await service.post("/translate", long, headers: headers) }
    #expect(late.status == 429 && late.text.contains("1 per 1 minute"))
    #expect(await service.post("/translate", #"{"q":"short",\#(pair)}"#).status == 200, "others go on")
  }

  @Test func addressesHaveTheirShare() async throws {
    var settings = ServiceSettings()
    settings.requestLimit = 1
    let service = try TestService(settings: settings)
    func ask(_ client: String) async -> Int {
      let body = Array(#"{"q":"a",\#(pair)}"#.utf8)
      let request = ServiceRequest(
        method: "POST", path: "/translate", headers: ["content-type": "application/json"], body: body, client: client)
      return await service.api.answer(request).status
    }
    #expect(await [ask("192.0.2.1"), ask("192.0.2.1"), ask("192.0.2.2")] == [200, 429, 200])
  }

  @Test func documentsHaveNoMoreRoomThanTheyMay() async throws {
    var settings = ServiceSettings()
    settings.documentSpace = 100
    let service = try TestService(settings: settings)
    func upload(_ text: String) async -> Int {
      let body =
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\n\r\n\(text)\r\n"
        + "--B\r\nContent-Disposition: form-data; name=\"target_lang\"\r\n\r\nDE\r\n"
        + "--B\r\nContent-Disposition: form-data; name=\"source_lang\"\r\n\r\nEN\r\n--B--\r\n"
      return await service.send("POST", "/v2/document", type: "multipart/form-data; boundary=B", body: body).status
    }
    #expect(await upload(String(repeating: "a ", count: 30)) == 503)
    #expect(await upload("Hello.") == 200)
  }

  @Test func methodsOfAnyNameMakeNoSeries() async throws {
    let service = try TestService()
    for number in 0..<50 { _ = await service.send("WORD\(number)", "/translate") }
    let text = await service.send("GET", "/metrics").text
    #expect(!text.contains("WORD") && text.contains(#"method="other",status="405"} 50"#))
  }

  @Test func theModelMayBeNamed() async throws {
    let service = try TestService()
    service.api.translator.shelf.add(
      FakeTranslator(), LanguagePair(source: "en", target: "de"), name: "second")
    let models = await service.send("GET", "/v1/models")
    #expect(models.json[key: "models"]?.array?.compactMap { $0[key: "name"]?.string } == ["model", "second"])
    #expect(await service.post("/translate", #"{"q":"Hi",\#(pair),"model":"second"}"#).status == 200)
    let answer = await service.post("/translate", #"{"q":"Hi",\#(pair),"model":"third"}"#)
    #expect(answer.status == 400 && answer.text.contains("There is no model 'third' from en to de"))
  }

  /// Languages as CLD2 sees them where it is installed; only such as can be translated are told.
  @Test func languagesAreDetected() async throws {
    let service = try TestService(detector: TextDetector())
    for (text, language) in [
      ("Where is the nearest railway station, please?", "en"),
      ("Wo ist bitte der nächste Bahnhof?", "de"), ("The file", "en"), ("Datei nicht gefunden", "de"),
    ] {
      let found = await service.post("/detect", #"{"q":"\#(text)"}"#)
      #expect(found.json.array?.first?[key: "language"]?.string == language, "\(text)")
    }
    let french = await service.post("/detect", #"{"q":"Où est la gare la plus proche, s'il vous plaît ?"}"#)
    #expect(french.json.array?.allSatisfy { ["en", "de"].contains($0[key: "language"]?.string ?? "") } == true)
  }

  @Test func aDetectorRanks() {
    let (guesses, isSure) = LanguageDetector.languages(of: "Ceci est une phrase que tout le monde peut comprendre.")
    // Nothing where the library is missing.
    guard let first = guesses.first else { return }
    #expect(first.code == "fr" && isSure && guesses.allSatisfy { (0...1).contains($0.share) })
    #expect(LanguageDetector.languages(of: "").guesses.isEmpty)
  }
}
