import Service
import Testing

/// Requests as DeepL's clients send them.
@Suite struct DeepLTests {
  @Test func translation() async throws {
    let service = try TestService()
    let form = "text=Hello.&text=World+%26+all&target_lang=DE&show_billed_characters=1"
    let answer = await service.send(
      "POST", "/v2/translate", type: "application/x-www-form-urlencoded", body: form)
    #expect(
      answer.text
        == #"{"translations":[{"billed_characters":6,"detected_source_language":"EN","text":"HELLO."},"#
        + #"{"billed_characters":11,"detected_source_language":"EN","text":"WORLD & ALL"}]}"#)
    let get = await service.send("GET", "/v1/translate", query: "text=Hi&target_lang=de&source_lang=en&auth_key=x")
    #expect(get.json[key: "translations"]?.array?.count == 1)
    let model = await service.post(
      "/v2/translate", #"{"text":["Hi"],"target_lang":"DE","model_type":"prefer_quality_optimized"}"#)
    #expect(model.json[key: "translations"]?.array?.first?[key: "model_type_used"] == "quality_optimized")
  }

  @Test(arguments: [
    (#"{"target_lang":"DE"}"#, 400, "text"), (#"{"text":["a"]}"#, 400, "target_lang"),
    (#"{"text":["a"],"target_lang":"XX"}"#, 400, "target_lang"),
    (#"{"text":["a"],"target_lang":"DE","source_lang":"XX"}"#, 400, "source_lang"),
    (#"{"text":["a"],"target_lang":"DE","glossary_id":"x"}"#, 400, "glossary"),
    (#"{"text":["a"],"target_lang":"DE","tag_handling":"md"}"#, 400, "tag_handling"),
  ]) func errors(request: String, status: Int, word: String) async throws {
    let answer = try await TestService().post("/v2/translate", request)
    #expect(answer.status == status)
    #expect(answer.json[key: "message"]?.string?.contains(word) == true)
  }

  @Test func languagesAndUsage() async throws {
    let service = try TestService()
    #expect(await service.send("GET", "/v2/languages").text == #"[{"language":"EN","name":"English"}]"#)
    #expect(
      await service.send("GET", "/v2/languages", query: "type=target").text
        == #"[{"language":"DE","name":"German","supports_formality":false}]"#)
    #expect(await service.send("GET", "/v2/languages", query: "type=x").status == 400)
    #expect(await service.send("POST", "/v2/usage").json[key: "character_count"] == 0)
  }

  @Test func documents() async throws {
    let service = try TestService()
    let body =
      "--B\r\nContent-Disposition: form-data; name=\"target_lang\"\r\n\r\nDE\r\n"
      + "--B\r\nContent-Disposition: form-data; name=\"source_lang\"\r\n\r\nEN\r\n"
      + "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.md\"\r\n\r\n# Title\n\nSome *text*.\n\r\n--B--\r\n"
    let upload = await service.send("POST", "/v2/document", type: "multipart/form-data; boundary=B", body: body)
    let id = try #require(upload.json[key: "document_id"]?.string)
    let key = try #require(upload.json[key: "document_key"]?.string)
    #expect(await service.post("/v2/document/\(id)", #"{"document_key":"x"}"#).status == 404)
    var status = ""
    for _ in 0..<200 where status != "done" {
      status =
        await service.post("/v2/document/\(id)", #"{"document_key":"\#(key)"}"#).json[key: "status"]?.string ?? ""
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(status == "done")
    let result = await service.post("/v2/document/\(id)/result", #"{"document_key":"\#(key)"}"#)
    #expect(result.text == "# TITLE\n\nSOME *TEXT*.\n")
    #expect(await service.post("/v2/document/\(id)/result", #"{"document_key":"\#(key)"}"#).status == 404)
  }

  @Test func glossariesOfVersion2() async throws {
    let service = try TestService()
    let made = await service.post(
      "/v2/glossaries",
      #"{"name":"G","source_lang":"EN","target_lang":"DE","entries":"beam\tStrahl\ncat\tKatze","entries_format":"tsv"}"#
    )
    #expect(made.status == 201 && made.json[key: "entry_count"] == 2 && made.json[key: "ready"] == true)
    let id = try #require(made.json[key: "glossary_id"]?.string)
    #expect(await service.send("GET", "/v2/glossaries/\(id)/entries").text == "beam\tStrahl\ncat\tKatze")
    let translated = await service.post(
      "/v2/translate", #"{"text":["A beam and a cat."],"source_lang":"EN","target_lang":"DE","glossary_id":"\#(id)"}"#)
    #expect(translated.json[key: "translations"]?.array?.first?[key: "text"] == "A Strahl AND A Katze.")
    #expect(await service.send("GET", "/v2/glossaries").json[key: "glossaries"]?.array?.count == 1)
    #expect(await service.send("DELETE", "/v2/glossaries/\(id)").status == 204)
    #expect(await service.send("GET", "/v2/glossaries/\(id)").status == 404)
    #expect(await service.send("GET", "/v2/glossaries/xyz").status == 400)
  }

  @Test(arguments: ["a", "a\t", "\tb", "a\tb\na\tc", ""]) func invalidEntries(entries: String) {
    #expect(throws: ServiceError.self) { try GlossaryFormat.entries(of: entries, format: "tsv") }
  }

  @Test func commaSeparatedEntries() throws {
    let entries = try GlossaryFormat.entries(of: "a,b,en,de\r\n\"c, d\",\"e \"\"f\"\"\"\n", format: "csv")
    #expect(entries.map(\.source) == ["a", "c, d"] && entries.map(\.target) == ["b", "e \"f\""])
  }

  @Test func glossariesOfVersion3() async throws {
    let service = try TestService()
    let made = await service.post(
      "/v3/glossaries",
      #"{"name":"G","dictionaries":[{"source_lang":"en","target_lang":"de","entries":"a\tb","entries_format":"tsv"}]}"#)
    let id = try #require(made.json[key: "glossary_id"]?.string)
    let changed = await service.send(
      "PATCH", "/v3/glossaries/\(id)", type: "application/json",
      body:
        #"{"name":"H","dictionaries":[{"source_lang":"en","target_lang":"de","entries":"c\td","entries_format":"tsv"}]}"#
    )
    #expect(changed.json[key: "name"] == "H")
    #expect(changed.json[key: "dictionaries"]?.array?.first?[key: "entry_count"] == 2)
    let entries = await service.send("GET", "/v3/glossaries/\(id)/entries", query: "source_lang=en&target_lang=de")
    #expect(entries.json[key: "dictionaries"]?.array?.first?[key: "entries"] == "a\tb\nc\td")
    let gone = await service.send(
      "DELETE", "/v3/glossaries/\(id)/dictionaries", query: "source_lang=en&target_lang=de")
    #expect(gone.status == 204)
  }

  /// Whose key it is not, for him it is not there.
  @Test func glossariesBelongToTheirKey() async throws {
    let service = try TestService(keys: ["one", "two"])
    let made = await service.post(
      "/v2/glossaries", #"{"name":"G","source_lang":"EN","target_lang":"DE","entries":"a\tb","entries_format":"tsv"}"#,
      headers: ["authorization": "DeepL-Auth-Key one"])
    let id = try #require(made.json[key: "glossary_id"]?.string)
    for (key, status) in [("one", 200), ("two", 404), ("none", 403)] {
      let headers = ["authorization": "DeepL-Auth-Key \(key)"]
      #expect(await service.send("GET", "/v2/glossaries/\(id)", headers: headers).status == status)
    }
  }
}
