import CKernels
import Testing

/// The choice of an instruction set.
@Suite struct KernelSelectionTests {
  @Test func everyAvailableSetCanBeSelected() {
    var names: [String] = []
    onEverySet { name in
      #expect(String(cString: ck_instruction_set()) == name)
      #expect((ck_has_bf16() == 1) == (name == "avx512bf16"))
      names.append(name)
    }
    #expect(names.count == Int(ck_available_sets()) && Set(names).count == names.count)
    #expect(names.last == "generic" || names.last == "neon")
  }

  @Test func whatTheMachineCannotRunIsRefused() {
    let before = String(cString: ck_instruction_set())
    #expect(ck_select("abacus") == 0 && ck_select("") == 0)
    #expect(String(cString: ck_instruction_set()) == before)
    #expect(ck_available_set(-1) == nil && ck_available_set(ck_available_sets()) == nil)
  }
}
