# What was handed over: what each file is, and what it was taken for.

## What a file is, by its content

kind-evidence = signature or attestation (Sigstore)
kind-checksum-list = checksum list
kind-statement = statement that nobody signed (in-toto)
kind-image-payload = what an image signature covers, without the signature
kind-certificate = certificate
kind-public-key = public key
kind-private-key = private key
kind-trusted-root = trust data (trusted root)
kind-policy = policy of another program
kind-signer-list = list of signers
kind-parts-list = parts list (SBOM)
kind-vex = statement about vulnerabilities (VEX)
kind-image-manifest = manifest of a container image
kind-git-object = commit or tag of git
kind-archive = archive or package
kind-empty = empty file
kind-other = file

## Signatures of other systems

# $system is one of the names below.
other-signature = Signature of { $system }, which this app does not check
system-openpgp = OpenPGP
system-minisign = minisign
system-signify = signify
system-ssh = OpenSSH
system-pkcs7 = PKCS #7 (CMS)
system-jws = Notary (JWS)
system-google-cloud-build = Google Cloud Build

## What an archive says of itself

# $name and $version are what stands in the archive.
claims-package = Says it is { $name } { $version }{ $ecosystem ->
   *[other] .
    [npm] {" "}of npm.
    [pypi] {" "}for Python.
    [maven] {" "}of Maven.
    [nuget] {" "}of NuGet.
    [cargo] {" "}for Rust (crate).
    [helm] {" "}for Helm (chart).
    [gem] {" "}for Ruby (gem).
    [brew] {" "}of Homebrew (bottle).
    [golang] {" "}for Go (module).
    [conda] {" "}of conda.
    [deb] {" "}for Debian (package).
    [rpm] {" "}for RPM (package).
}
archive-holds = Files in it: signatures { $evidence }, parts lists { $lists }. They were not checked; unpack it to check them.
archive-refused = The archive was not looked through: { $reason ->
   *[unreadable] it is broken, or packed in a way this app does not read.
    [too-many-members] it holds more files than this app looks at.
    [too-large] it unpacks to more than this app looks at.
    [too-much-memory] unpacking it takes more memory than this app spends on it.
    [path-leads-out] it holds a path or a link that leads out of the folder it is unpacked to.
    [xz] this app does not look into what is packed with xz.
    [bzip2] this app does not look into what is packed with bzip2.
    [seven-zip] this app does not look into 7z archives.
}

## What became of what is no file, evidence or checksum list

handed-key = It was not used: a key that comes with a file is anybody's. To check with it, name it as the key.
handed-trusted-root = It was not used. Trust data is chosen in the settings.
handed-policy = It was not used. It can be imported into your list.
handed-signer-list = It was not used. It can be imported into your list.
handed-private-key = A private key should be with its owner only. It is not needed to check anything.
