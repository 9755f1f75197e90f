//+------------------------------------------------------------------+
//| probe.mq5: the stand-in's built-ins against what the MQL5         |
//| reference says of them, and test vectors of NIST and RFC 4648.    |
//+------------------------------------------------------------------+
#property strict

int g_good=0;
int g_bad=0;

void Check(const string what,const bool is_good)
  {
   if(is_good)
     {
      g_good++;
      return;
     }
   g_bad++;
   Print("wrong: ",what);
  }

string Hex(const uchar &bytes[])
  {
   string text="";
   for(int i=0; i<ArraySize(bytes); i++)
      text+=StringFormat("%02x",bytes[i]);
   return(text);
  }

string Crypt(const ENUM_CRYPT_METHOD method,const string text)
  {
   uchar data[];
   uchar key[1];
   uchar result[];
   int   size=StringToCharArray(text,data,0,WHOLE_ARRAY,CP_UTF8);
   ArrayResize(data,size-1);
   key[0]=0;
   if(CryptEncode(method,data,key,result)<=0)
      return("");
   return(method==CRYPT_BASE64 ? CharArrayToString(result,0,WHOLE_ARRAY,CP_UTF8) : Hex(result));
  }

void Strings(void)
  {
   string text="abc";
   Check("StringLen",StringLen(text)==3 && StringLen("")==0);
   Check("NULL is not empty",text!=NULL && ""!=NULL);
   Check("StringFind",StringFind(text,"c")==2 && StringFind(text,"x")==-1 && StringFind(text,"a",1)==-1);
   Check("StringSubstr",StringSubstr(text,1)=="bc" && StringSubstr(text,1,1)=="b" && StringSubstr(text,9)=="");
   string parts[];
   Check("StringSplit",StringSplit("a;;b",';',parts)==3 && parts[1]=="" && parts[2]=="b");
   uchar bytes[];
   Check("StringToCharArray adds a 0",StringToCharArray("ab",bytes)==3 && bytes[2]==0);
   Check("UTF-8",StringToCharArray(ShortToString(0x20AC),bytes,0,WHOLE_ARRAY,CP_UTF8)==4 && bytes[0]==0xE2);
   Check("CharArrayToString",StringGetCharacter(CharArrayToString(bytes,0,3,CP_UTF8),0)==0x20AC);
   Check("StringReplace",StringReplace(text,"b","BB")==1 && text=="aBBc");
   Check("StringFormat",StringFormat("%05d|%-4s|%.3f|%I64d|%x",42,"ab",1.5,LONG_MAX,255)=="00042|ab  |1.500|9223372036854775807|ff");
   Check("casts",(string)5=="5" && (int)"12"==12 && (double)"1.5"==1.5 && (string)true=="true");
   Check("DoubleToString",DoubleToString(1.23456789,5)=="1.23457");
   Check("IntegerToString",IntegerToString(7,3,'0')=="007");
   Check("StringTrimLeft",StringTrimLeft(text)==0);
   Check("EnumToString",EnumToString(PERIOD_H4)=="PERIOD_H4");
  }

void Arrays(void)
  {
   int numbers[];
   Check("ArrayResize",ArrayResize(numbers,3)==3 && ArraySize(numbers)==3);
   for(int i=0; i<3; i++)
      numbers[i]=3-i;
   int copied[];
   Check("ArrayCopy",ArrayCopy(copied,numbers,0,1)==2 && copied[0]==2);
   Check("ArraySort",ArraySort(numbers) && numbers[0]==1 && numbers[2]==3);
   Check("ArrayRemove",ArrayRemove(numbers,0,1) && ArraySize(numbers)==2 && numbers[0]==2);
   int fixed[4]={1,2};
   Check("initializers",fixed[1]==2 && fixed[3]==0 && ArrayResize(fixed,9)==-1);
   Check("ArrayBsearch",ArrayBsearch(numbers,3)==1);
   Check("ArrayMaximum",ArrayMaximum(fixed)==1);
  }

void Files(void)
  {
   string name="probe\\a.bin";
   int    file=FileOpen(name,FILE_WRITE|FILE_BIN);
   Check("FileOpen makes folders",file!=INVALID_HANDLE);
   Check("FileWriteLong",FileWriteLong(file,LONG_MIN)==8 && FileTell(file)==8);
   FileClose(file);
   file=FileOpen(name,FILE_READ|FILE_WRITE|FILE_BIN);
   Check("FileOpen keeps",FileSize(file)==8 && FileReadLong(file)==LONG_MIN && FileIsEnding(file));
   Check("not shared",FileOpen(name,FILE_READ|FILE_BIN)==INVALID_HANDLE && GetLastError()==5004);
   uchar bytes[]={1,2,3};
   Check("FileWriteArray",FileWriteArray(file,bytes)==3);
   Check("FileSeek",FileSeek(file,-3,SEEK_END) && FileReadInteger(file,1)==1);
   FileClose(file);
   Check("FileMove",FileMove(name,0,"probe\\b.bin",FILE_REWRITE) && !FileIsExist(name) && FileIsExist("probe\\b.bin"));
   ResetLastError();
   Check("outside",FileOpen("..\\x",FILE_READ|FILE_BIN)==INVALID_HANDLE && GetLastError()==5002);
   Check("absent",FileOpen("probe\\none",FILE_READ|FILE_BIN)==INVALID_HANDLE && GetLastError()==5019);
   Check("FileDelete",FileDelete("probe\\b.bin") && !FileDelete("probe\\b.bin"));
  }

void Times(void)
  {
   MqlDateTime parts;
   datetime    at=D'2024.02.29 23:59:58';
   Check("TimeToStruct",TimeToStruct(at,parts) && parts.day==29 && parts.day_of_week==4 && parts.day_of_year==59);
   Check("StructToTime",StructToTime(parts)==at);
   Check("TimeToString",TimeToString(at,TIME_DATE|TIME_SECONDS)=="2024.02.29 23:59:58");
   Check("broker's clock",MathAbs(TimeTradeServer()-TimeGMT()-7200)<=1);
   Check("PeriodSeconds",PeriodSeconds(PERIOD_H4)==14400 && PeriodSeconds(PERIOD_D1)==86400);
  }

void Hashes(void)
  {
   Check("SHA-256",Crypt(CRYPT_HASH_SHA256,"abc")=="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
   Check("SHA-1",Crypt(CRYPT_HASH_SHA1,"abc")=="a9993e364706816aba3e25717850c26c9cd0d89d");
   Check("Base64",Crypt(CRYPT_BASE64,"foobar")=="Zm9vYmFy" && Crypt(CRYPT_BASE64,"fo")=="Zm8=");
  }

void Sockets(void)
  {
   uchar buffer[];
   int   socket=SocketCreate();
   ResetLastError();
   Check("an address that is not allowed",!SocketConnect(socket,"10.0.0.1",80,100) && GetLastError()==4014);
   Check("nobody listens",!SocketConnect(socket,"127.0.0.1",1,100) && GetLastError()==5272);
   Check("not connected",SocketRead(socket,buffer,10,1)==-1 && GetLastError()==5273);
   Check("SocketClose",SocketClose(socket) && !SocketClose(socket) && GetLastError()==5270);
  }

int OnInit()
  {
   Strings();
   Arrays();
   Files();
   Times();
   Hashes();
   Sockets();
   Print("probe: ",g_good," good, ",g_bad," wrong");
   return(INIT_SUCCEEDED);
  }
//+------------------------------------------------------------------+
