#!/bin/sh
# Sign and notarise: sign_notarise.sh app BUNDLE | image DMG. CODESIGN_IDENTITY names a Developer ID of the keychain, NOTARY_PROFILE what
# `xcrun notarytool store-credentials` kept there: no password is ever a word of a command. KEYCHAIN names another keychain than the usual one.
# A bundle is signed once, last, from the inside out; whatever touches it afterwards breaks it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
identity=${CODESIGN_IDENTITY:?names the Developer ID}
profile=${NOTARY_PROFILE:?names what notarytool stored}

sign() { # OPTION... FILE
    codesign --force --timestamp --options runtime --sign "$identity" ${KEYCHAIN:+--keychain "$KEYCHAIN"} "$@"
}

notarise() { # FILE
    xcrun notarytool submit "$1" --keychain-profile "$profile" ${KEYCHAIN:+--keychain "$KEYCHAIN"} --wait --timeout 30m
}

app() { # BUNDLE
    find "$1/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) | while IFS= read -r library; do
        sign "$library"
    done
    find "$1/Contents" -type d -name '*.framework' | while IFS= read -r framework; do
        sign "$framework"
    done
    sign --entitlements "$here/entitlements.plist" "$1"
    codesign --verify --strict --deep --verbose=2 "$1"
    packed=$(mktemp -d)
    ditto -c -k --keepParent "$1" "$packed/app.zip" # zip(1) would lose the links inside the frameworks
    notarise "$packed/app.zip"
    rm -r "$packed"
    xcrun stapler staple "$1"
    spctl --assess --type execute --verbose "$1"
}

image() { # DMG
    sign "$1"
    notarise "$1"
    xcrun stapler staple "$1"
}

"$1" "$2"
