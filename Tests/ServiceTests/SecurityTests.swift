import Glibc
import IO
import Service
import Testing

/// The list of OWASP's API Security Top 10 (2023), a test each; what only shows at a socket is in Benchmarks/service.
@Suite struct SecurityTests {
  private let pair = #""source":"en","target":"de""#

  @Test("API1: what belongs to one key is not there for another") func objects() async throws {
    var settings = ServiceSettings()
    settings.acceptsSuggestions = true
    let service = try TestService(settings: settings, keys: ["one", "two"])
    func headers(_ key: String) -> [String: String] { ["authorization": "Bearer \(key)"] }
    let kept = await service.send(
      "PUT", "/v1/corrections", type: "application/json",
      body: #"{"source_text":"Hi","target_text":"Hallo",\#(pair)}"#, headers: headers("one"))
    #expect(kept.status == 200)
    for (key, text) in [("one", "Hallo"), ("two", "HI")] {
      let answer = await service.post("/translate", #"{"q":"Hi",\#(pair)}"#, headers: headers(key))
      #expect(answer.json[key: "translatedText"]?.string == text)
    }
    #expect(await service.send("GET", "/v1/corrections", headers: headers("two")).text == #"{"corrections":[]}"#)
  }

  @Test("API2: keys are stored as hashes, shown once, and end") func keys() async throws {
    let service = try TestService()
    let keys = service.api.stores.keys
    let key = try keys.add(APIKey(name: "me"))
    #expect(key.hasPrefix("tr_") && key.utf8.count == 51)
    #expect(keys.find(key)?.name == "me" && keys.find(key + "x") == nil)
    let rows = try service.api.stores.database.query("SELECT hash FROM key") { $0.text(0) }
    #expect(rows == [SHA256.hex(of: Array(key.utf8))])
    let old = try keys.add(APIKey(name: "old"), days: -1)
    #expect(keys.find(old) == nil)
    #expect(try keys.remove(name: "me") && keys.find(key) == nil)
  }

  @Test("API3: fields that nobody asked for change nothing") func properties() async throws {
    let answer = try await TestService().post(
      "/translate", #"{"q":"Hi",\#(pair),"tenant":"other","isBackground":true,"model":7,"secret":"x"}"#)
    #expect(answer.text == #"{"translatedText":"HI"}"#)
  }

  @Test("API4: everything has an end") func resources() async throws {
    let service = try TestService()
    let texts = Array(repeating: "\"a\"", count: 1001).joined(separator: ",")
    #expect(await service.post("/translate", #"{"q":[\#(texts)],\#(pair)}"#).status == 400)
    #expect(await service.post("/translate", #"{"q":"a",\#(pair),"alternatives":9}"#).status == 400)
    let fifty = Array(repeating: "\"a\"", count: 51).joined(separator: ",")
    #expect(await service.post("/v2/translate", #"{"text":[\#(fifty)],"target_lang":"DE"}"#).status == 413)
    let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    #expect(await service.post("/translate", #"{"q":\#(deep),\#(pair)}"#).status == 400)
  }

  @Test("API4: who would wait too long is told so at once") func overload() async throws {
    let translator = FakeTranslator(onBatch: { usleep(100_000) })
    let service = try TestService(translator: translator)
    let text = (0..<30_000).map { "Sentence number \($0) is here." }.joined(separator: " ")
    let large = Task { await service.post("/translate", #"{"q":"\#(text)",\#(pair)}"#) }
    for _ in 0..<1000 where service.scheduler.backlog.tokens == 0 { try await Task.sleep(for: .milliseconds(10)) }
    let other = (0..<300).map { "\"Another \($0) of these.\"" }.joined(separator: ",")
    let answer = await service.post("/translate", #"{"q":[\#(other)],\#(pair)}"#)
    #expect(answer.status == 503)
    let typed = await service.post("/translate", #"{"q":"Hi",\#(pair)}"#)
    #expect(typed.status == 200, "a typed sentence has nothing before it")
    large.cancel()
    _ = await large.value
  }

  @Test("API5: nothing that administers can be asked for") func functions() {
    let paths = TranslationAPI.router.routes.map(\.path)
    for word in ["admin", "keys", "shutdown", "reload", "debug"] { #expect(!paths.contains { $0.contains(word) }) }
  }

  @Test("API6: pages of others change nothing in the name of a visitor") func flows() async throws {
    var settings = ServiceSettings()
    settings.acceptsSuggestions = true
    let service = try TestService(settings: settings)
    let foreign = ["origin": "https://evil.example", "host": "127.0.0.1:5000"]
    let glossary = #"{"name":"G","source_lang":"en","target_lang":"de","entries":"a\tb","entries_format":"tsv"}"#
    #expect(await service.post("/v2/glossaries", glossary, headers: foreign).status == 403)
    for method in ["PUT", "DELETE"] {
      let answer = await service.send(
        method, "/v1/corrections", type: "application/json", body: #"{"source_text":"a","target_text":"b",\#(pair)}"#,
        headers: foreign)
      #expect(answer.status == 403)
    }
    let own = ["origin": "http://127.0.0.1:5000", "host": "127.0.0.1:5000"]
    #expect(await service.post("/v2/glossaries", glossary, headers: own).status == 201)
  }

  @Test("API7: addresses in a text are text") func addresses() async throws {
    let answer = try await TestService().post("/translate", #"{"q":"http://169.254.169.254/latest",\#(pair)}"#)
    #expect(answer.text == #"{"translatedText":"http://169.254.169.254/latest"}"#)
  }

  @Test("API8: answers say how they are to be taken") func headers() async throws {
    let service = try TestService()
    for path in ["/", "/page.js", "/page.css", "/icon.svg", "/languages", "/nope"] {
      let response = await service.api.answer(ServiceRequest(method: "GET", path: path))
      #expect(response.headers["x-content-type-options"] == "nosniff")
      #expect(response.headers["server"] == nil)
    }
    let page = await service.api.answer(ServiceRequest(method: "GET", path: "/"))
    let policy = try #require(page.headers["content-security-policy"])
    #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"))
    let html = String(decoding: page.bytes, as: UTF8.self)
    #expect(!html.contains("//") && !html.contains("style=") && !html.contains(" onclick"))
    for script in Assets.scripts.values { #expect(!script.contains("innerHTML") && !script.contains("eval(")) }
    let again = await service.api.answer(
      ServiceRequest(method: "GET", path: "/", headers: ["if-none-match": page.headers["etag"] ?? ""]))
    #expect(again.status == 304)
  }

  @Test("API10: entities of others are not followed") func entities() async throws {
    let service = try TestService()
    let document = """
      <?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;&a;">]>
      <xliff version="1.2"><file source-language="en" target-language="de"><body><trans-unit id="1"><source>Hi &b;</source>
      </trans-unit></body></file></xliff>
      """
    let body =
      "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.xliff\"\r\n\r\n\(document)\r\n"
      + "--B\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nen\r\n"
      + "--B\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\nde\r\n--B--\r\n"
    let answer = await service.send("POST", "/translate_file", type: "multipart/form-data; boundary=B", body: body)
    #expect(!answer.text.contains("root:"))
  }
}
