# A Request Tracker of our own. It thinks that it lives elsewhere, and far east of those who use it.
Set($rtname, 'lab');
Set($Organization, 'example.com');
Set($WebDomain, 'elsewhere.example.com');
Set($WebBaseURL, 'https://elsewhere.example.com');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, $ENV{RT_LAB} . '/rt.sqlite3');
Set($Timezone, 'Asia/Tokyo');
Set($LogToSTDERR, 'error');
Set($LogToFile, undef);
Set($LogToSyslog, undef);
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, '/bin/true');
Set($WebSessionClass, 'Apache::Session::File');
1;
