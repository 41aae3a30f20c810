import Service
import Testing

/// Requests as LibreTranslate's clients send them, and what its own server answered (1.9.6), but for what it was asked
/// to translate.
@Suite struct LibreTranslateTests {
  /// Fields in a query, a form, a multipart form and JSON are the same.
  @Test func shapesOfRequests() async throws {
    let service = try TestService()
    let form = "q=Hello+world.&source=en&target=de"
    let multipart =
      ["q": "Hello world.", "source": "en", "target": "de"].map {
        "--B\r\nContent-Disposition: form-data; name=\"\($0.key)\"\r\n\r\n\($0.value)\r\n"
      }.joined() + "--B--\r\n"
    let json = #"{"q":"Hello world.","source":"en","target":"de","api_key":null,"format":null,"alternatives":null}"#
    let answers = [
      await service.post("/translate", json),
      await service.send("POST", "/translate", type: "application/x-www-form-urlencoded", body: form),
      await service.send("POST", "/translate", query: form),
      await service.send("POST", "/translate", type: "multipart/form-data; boundary=B", body: multipart),
      await service.send("POST", "/translate", body: json),
    ]
    for answer in answers {
      #expect(answer.status == 200)
      #expect(answer.text == #"{"translatedText":"HELLO WORLD."}"#)
    }
  }

  @Test(arguments: [
    (#"{"q":["Hello.","World."],"source":"en","target":"de"}"#, #"{"translatedText":["HELLO.","WORLD."]}"#),
    (#"{"q":["","Hello."],"source":"en","target":"de"}"#, #"{"translatedText":["","HELLO."]}"#),
    (#"{"q":"   ","source":"en","target":"de"}"#, #"{"translatedText":"   "}"#),
    (#"{"q":"Hello world.","source":"en","target":"en"}"#, #"{"translatedText":"Hello world."}"#),
    (#"{"q":"Hello.","source":"EN","target":"De"}"#, #"{"translatedText":"HELLO."}"#),
    (
      #"{"q":"Hello.","source":"en","target":"de","alternatives":2}"#,
      #"{"alternatives":["HELLO.!","HELLO.!!"],"translatedText":"HELLO."}"#
    ),
    (
      #"{"q":["Hello my friend.","Guten Morgen, wie geht es?"],"source":"auto","target":"de"}"#,
      #"{"detectedLanguage":[{"confidence":100,"language":"en"},{"confidence":100,"language":"de"}],"#
        + #""translatedText":["HELLO MY FRIEND.","Guten Morgen, wie geht es?"]}"#
    ),
    (
      #"{"q":"😀","source":"auto","target":"de"}"#,
      #"{"detectedLanguage":{"confidence":0,"language":"en"},"translatedText":"😀"}"#
    ),
    (
      #"{"q":"<p>Hello &lt;b&gt; <b>world</b>.</p>","source":"en","target":"de","format":"html"}"#,
      #"{"translatedText":"<p>HELLO &lt;b&gt; <b>WORLD</b>.</p>"}"#
    ),
  ]) func answers(request: String, answer: String) async throws {
    let result = try await TestService().post("/translate", request)
    #expect(result.status == 200)
    #expect(result.text == answer)
  }

  @Test(arguments: [
    (#"{"source":"en","target":"de"}"#, 400, "Invalid request: missing q parameter"),
    (#"{"q":"","source":"en","target":"de"}"#, 400, "Invalid request: missing q parameter"),
    (#"{"q":[],"source":"en","target":"de"}"#, 400, "Invalid request: missing q parameter"),
    (#"{"q":"a","target":"de"}"#, 400, "Invalid request: missing source parameter"),
    (#"{"q":"a","source":"en"}"#, 400, "Invalid request: missing target parameter"),
    (#"{"q":"a","source":"zz","target":"de"}"#, 400, "zz is not supported"),
    (#"{"q":"a","source":"en","target":"zz"}"#, 400, "zz is not supported"),
    (
      #"{"q":"a","source":"de","target":"en"}"#, 400,
      "English (en) is not available as a target language from German (de)"
    ),
    (#"{"q":"a","source":"en","target":"de","format":"pdf"}"#, 400, "pdf format is not supported"),
    (
      #"{"q":"a","source":"en","target":"de","alternatives":"x"}"#, 400,
      "Invalid request: alternatives parameter is not a number"
    ),
    (
      #"{"q":"a","source":"en","target":"de","alternatives":10000}"#, 400,
      "Invalid request: alternatives parameter must be <= 8"
    ),
    (#"{"q":5,"source":"en","target":"de"}"#, 400, "Invalid request: q must be text or an array of texts"),
    (#"{"q":[5],"source":"en","target":"de"}"#, 400, "Invalid request: q must hold text"),
    ("[1]", 400, "Invalid JSON format"), ("{", 400, "Invalid JSON format"),
  ]) func errors(request: String, status: Int, message: String) async throws {
    let result = try await TestService().post("/translate", request)
    #expect(result.status == status)
    #expect(result.json[key: "error"]?.string == message)
  }

  @Test func wrongMethodsAndPaths() async throws {
    let service = try TestService()
    for (method, path, status) in [
      ("GET", "/translate", 405), ("GET", "/detect", 405), ("POST", "/languages", 405), ("GET", "/nope", 404),
      ("POST", "/", 405), ("GET", "/download_file/nothing.txt", 404), ("GET", "/download_file/../../etc/passwd", 404),
    ] {
      let result = await service.send(method, path)
      #expect(result.status == status, "\(method) \(path)")
      #expect(result.json[key: "error"]?.string != nil)
    }
    let preflight = await service.send("OPTIONS", "/translate", headers: ["origin": "http://a"])
    #expect(preflight.status == 200)
  }

  @Test func languages() async throws {
    let service = try TestService()
    let english = await service.send("GET", "/languages", type: "application/x-www-form-urlencoded", body: "api_key=")
    #expect(
      english.text
        == #"[{"code":"en","name":"English","targets":["de","en"]},{"code":"de","name":"German","targets":["de"]}]"#)
    let german = await service.send("GET", "/languages", headers: ["accept-language": "de-DE,de;q=0.9"])
    #expect(german.json.array?.first?[key: "name"] == "Englisch")
  }

  @Test func detection() async throws {
    let service = try TestService()
    let german = await service.send("POST", "/detect", query: "q=Guten+Morgen,+wie+geht+es+Ihnen%3F")
    #expect(german.json.array?.first?[key: "language"] == "de")
    let nothing = await service.post("/detect", #"{"q":"1234"}"#)
    #expect(nothing.text == #"[{"confidence":0,"language":"en"}]"#)
    #expect(await service.post("/detect", #"{"q":""}"#).status == 400)
  }

  @Test func keys() async throws {
    var settings = ServiceSettings()
    settings.requiresKey = true
    let service = try TestService(settings: settings, keys: ["secret"])
    func status(_ key: String, _ headers: [String: String] = [:]) async -> Int {
      await service.post("/translate", #"{"q":"a","source":"en","target":"de","api_key":\#(key)}"#, headers: headers)
        .status
    }
    #expect(await status("null") == 400)
    #expect(await status(#""""#) == 400)
    #expect(await status(#""wrong""#) == 403)
    #expect(await status(#""secret""#) == 200)
    #expect(await status("null", ["authorization": "Bearer secret"]) == 200)
    #expect(await service.send("GET", "/languages").status == 200)
    #expect(await service.send("GET", "/health").status == 200)
    #expect(await service.send("POST", "/v2/usage").status == 403)
  }

  @Test func limits() async throws {
    var settings = ServiceSettings()
    settings.requestLimit = 2
    settings.characterLimit = 10
    let service = try TestService(settings: settings)
    let long = await service.post("/translate", #"{"q":"12345678901","source":"en","target":"de"}"#)
    #expect(long.json[key: "error"] == "Invalid request: request (11) exceeds text limit (10)")
    #expect(await service.post("/translate", #"{"q":"a","source":"en","target":"de"}"#).status == 200)
    // However slow the machine: the bucket fills again in half a minute.
    for _ in 0..<20 {
      let slow = await service.post("/translate", #"{"q":"a","source":"en","target":"de"}"#)
      guard slow.status == 429 else { continue }
      #expect(slow.json[key: "error"] == "Slowdown: 2 per 1 minute")
      return
    }
    Issue.record("no limit")
  }

  @Test func files() async throws {
    let service = try TestService()
    func upload(_ name: String, _ text: String) async -> (status: Int, json: JSONValue, text: String) {
      let body =
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n\(text)\r\n"
        + "--B\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nen\r\n"
        + "--B\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\nde\r\n--B--\r\n"
      return await service.send("POST", "/translate_file", type: "multipart/form-data; boundary=B", body: body)
    }
    let answer = await upload("../../a b.html", "<p>Hello</p>")
    let url = try #require(answer.json[key: "translatedFileUrl"]?.string)
    #expect(url.hasSuffix(".a_b_de.html"))
    let path = try #require(url.split(separator: ":5000").last.map(String.init))
    #expect(await service.send("GET", path).text == "<p>HELLO</p>")
    #expect(await upload("a.xyz", "x").json[key: "error"] == "Invalid request: file format not supported")
    #expect(await upload("a.json", "{").status == 400)
  }

  @Test func suggestionsTakeEffectAtOnce() async throws {
    let off = try TestService()
    let suggestion = "q=Hello+world.&s=Hallo+Welt!&source=en&target=de"
    let form = "application/x-www-form-urlencoded"
    #expect(await off.send("POST", "/suggest", type: form, body: suggestion).status == 403)
    var settings = ServiceSettings()
    settings.acceptsSuggestions = true
    let service = try TestService(settings: settings)
    #expect(await service.send("POST", "/suggest", type: form, body: suggestion).text == #"{"success":true}"#)
    let foreign = ["origin": "https://evil.example", "host": "localhost:5000"]
    #expect(await service.send("POST", "/suggest", type: form, body: suggestion, headers: foreign).status == 403)
    let answer = await service.post(
      "/translate", #"{"q":"Hello world. Bye.","source":"en","target":"de","details":true}"#)
    #expect(answer.json[key: "translatedText"] == "Hallo Welt! BYE.")
    #expect(answer.json[key: "details"]?.array?.first?[key: "corrected"] == true)
    #expect(
      await service.send("GET", "/v1/corrections", query: "format=tsv").text == "Hello world.\tHallo Welt!\ten\tde\n")
    #expect(await service.send("GET", "/v1/corrections", query: "format=tmx").text.contains("<seg>Hallo Welt!</seg>"))
  }

  @Test func operation() async throws {
    let service = try TestService()
    #expect(await service.send("GET", "/health").text == #"{"status":"ok"}"#)
    _ = await service.post("/translate", #"{"q":"secret text","source":"en","target":"de"}"#)
    let metrics = await service.send("GET", "/metrics").text
    #expect(metrics.contains("translate_http_requests_total{route=\"/translate\",method=\"POST\",status=\"200\"} 1"))
    #expect(!metrics.contains("secret") && !metrics.contains("127.0.0.1"))
    service.api.close()
    #expect(await service.send("GET", "/readyz").status == 503)
    #expect(await service.send("GET", "/livez").status == 200)
  }

  @Test func deepLX() async throws {
    let answer = try await TestService().post(
      "/translate", #"{"text":"Hello.","source_lang":"EN","target_lang":"DE"}"#)
    #expect(answer.json[key: "data"] == "HELLO." && answer.json[key: "code"] == 200)
  }
}
