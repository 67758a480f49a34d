#!/bin/sh
# A keychain for one build: keychain.sh FILE. CERTIFICATE is a PKCS #12 in base64, CERTIFICATE_PASSWORD opens it; NOTARY_KEY is App Store
# Connect's key, NOTARY_KEY_ID and NOTARY_ISSUER name it. All come from the environment of a protected workflow, and stay on its machine.
set -eu
keychain=$1
password=$(openssl rand -hex 24)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf %s "$CERTIFICATE" | base64 --decode >"$folder/certificate.p12"
printf %s "$NOTARY_KEY" >"$folder/key.p8"
security create-keychain -p "$password" "$keychain"
security set-keychain-settings -lut 3600 "$keychain"
security unlock-keychain -p "$password" "$keychain"
security import "$folder/certificate.p12" -k "$keychain" -P "$CERTIFICATE_PASSWORD" -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -k "$password" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain
xcrun notarytool store-credentials "$NOTARY_PROFILE" --keychain "$keychain" --key "$folder/key.p8" --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER"
