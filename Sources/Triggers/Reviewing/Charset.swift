/// How the bytes of a mail stand for characters. Pure.
///
/// What is called ISO 8859-1 is read as Windows-1252, which has letters and signs where the other has nothing that
/// is ever meant. Everything unknown is taken for UTF-8, and what is none of it for U+FFFD.
enum Charset {
  /// The text of `bytes`, in the character set with this name; UTF-8 where there is no name.
  static func text(of bytes: [UInt8], named name: String?) -> String {
    // RFC 2231 lets a language follow.
    let name = name?.prefix { $0 != "*" }.lowercased() ?? ""
    guard let upper = upperHalf(of: name) else { return String(decoding: bytes, as: UTF8.self) }
    let first = 0x100 - upper.count
    var text = String.UnicodeScalarView()
    for byte in bytes {
      text.append(Int(byte) < first ? Unicode.Scalar(byte) : upper[Int(byte) - first])
    }
    return String(text)
  }

  /// What the highest bytes stand for, up to 0xff; those below stand for themselves.
  private static func upperHalf(of name: String) -> [Unicode.Scalar]? {
    switch name {
    case "windows-1252", "cp1252", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1":
      western
    case "iso-8859-15", "iso8859-15", "iso_8859-15", "latin9", "latin-9": latin9
    case "iso-8859-2", "iso8859-2", "iso_8859-2", "latin2": latin2
    case "windows-1250", "cp1250": central
    case "windows-1251", "cp1251": cyrillic
    case "koi8-r": koi8
    default: nil
    }
  }

  private static let western = Array(
    ("€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ"
      + "\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿"
      + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
      + "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ").unicodeScalars)
  private static let central = Array(
    ("€\u{fffd}‚\u{fffd}„…†‡\u{fffd}‰Š‹ŚŤŽŹ\u{fffd}‘’“”•–—\u{fffd}™š›śťžź"
      + "\u{a0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{ad}®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż"
      + "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
      + "ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙").unicodeScalars)
  private static let cyrillic = Array(
    ("ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{fffd}™љ›њќћџ"
      + "\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕї"
      + "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
      + "абвгдежзийклмнопрстуфхцчшщъыьэюя").unicodeScalars)
  private static let koi8 = Array(
    ("─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u{a0}⌡°²·÷"
      + "═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©"
      + "юабцдефгхийклмнопярстужвьызшэщчъ"
      + "ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ").unicodeScalars)
  private static let latin2 = Array(
    ("\u{a0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{ad}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žż"
      + "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
      + "ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙").unicodeScalars)
  private static let latin9 = Array(
    ("\u{a0}¡¢£€¥Š§š©ª«¬\u{ad}®¯°±²³Žµ¶·ž¹º»ŒœŸ¿"
      + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
      + "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ").unicodeScalars)
}
