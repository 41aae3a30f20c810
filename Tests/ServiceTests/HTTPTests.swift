import IO
import Service
import Testing

@Suite struct HTTPTests {
  /// FIPS 180-4's examples, and one of two blocks (sha256sum).
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]) func sha256(text: String, digest: String) {
    #expect(SHA256.hex(of: Array(text.utf8)) == digest)
  }

  @Test func sha256OfAMillion() {
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(SHA256.hex(of: Array(repeating: UInt8(ascii: "a"), count: 1_000_000)) == digest)
  }

  @Test func formsAreReadAsBrowsersWriteThem() {
    let pairs = FormCoding.pairs("q=a+b%20c%C3%A9&x=&y&q=100%25&z=%zz%".utf8)
    #expect(pairs.map(\.name) == ["q", "x", "y", "q", "z"])
    #expect(pairs.map(\.value) == ["a b cé", "", "", "100%", "%zz%"])
    #expect(FormCoding.encoded("a b/é") == "a%20b%2F%C3%A9")
  }

  @Test func multipart() throws {
    let body = """
      --X\r\nContent-Disposition: form-data; name="q"\r\n\r\nHello\r\nworld\r\n--X\r\n\
      content-disposition: form-data; name="file"; filename="a \\"b\\".txt"\r\nContent-Type: text/plain\r\n\r\n\r\n--X--\r\n
      """
    let form = try MultipartForm(Array(body.utf8), contentType: "multipart/form-data; boundary=X")
    #expect(form.parts.map(\.name) == ["q", "file"])
    #expect(form.parts[0].bytes == Array("Hello\r\nworld".utf8) && form.parts[0].fileName == nil)
    #expect(form.parts[1].fileName == "a \"b\".txt" && form.parts[1].bytes.isEmpty)
  }

  /// Every prefix and every changed byte is read, or refused: never more.
  @Test func hostileMultipart() {
    let body = Array(
      "--X\r\nContent-Disposition: form-data; name=\"q\"; filename=\"f\"\r\n\r\nHello\r\n--X\r\nA: b\r\n\r\n\r\n--X--\r\n"
        .utf8)
    for count in 0...body.count {
      _ = try? MultipartForm(Array(body.prefix(count)), contentType: "multipart/form-data; boundary=X")
    }
    for index in body.indices {
      for byte in [0, 10, 13, 34, 45, 59, 92, 255] as [UInt8] {
        var changed = body
        changed[index] = byte
        _ = try? MultipartForm(changed, contentType: "multipart/form-data; boundary=X")
      }
    }
  }

  @Test func deepJSONIsRefused() {
    let body = String(repeating: "[", count: 100_000)
    let request = ServiceRequest(
      method: "POST", path: "/", headers: ["content-type": "application/json"], body: Array("{\"q\":\(body)".utf8))
    #expect(throws: ServiceError.self) { try Parameters(request) }
  }

  @Test func routes() {
    let router = TranslationAPI.router
    guard case .route(let route, let names) = router.match(method: "GET", path: "/v2/document/17/result") else {
      Issue.record("not found")
      return
    }
    #expect(route.path == "/v2/document/{id}/result" && names == ["id": "17"])
    guard case .methods(let methods) = router.match(method: "GET", path: "/translate") else {
      Issue.record("GET /translate is answered")
      return
    }
    #expect(methods == ["POST"])
    guard case .nothing = router.match(method: "GET", path: "/translate/") else {
      Issue.record("found")
      return
    }
  }

  @Test(arguments: [
    ("../../etc/passwd", "passwd"), ("a b.html", "a_b.html"), ("C:\\x\\y.txt", "y.txt"), ("..", ""),
    ("ü\u{0}\r\n.md", "ü___.md"), (".hidden.txt", "hidden.txt"),
  ]) func namesOfFiles(name: String, safe: String) {
    #expect(FileNames.safe(name) == safe)
  }
}
